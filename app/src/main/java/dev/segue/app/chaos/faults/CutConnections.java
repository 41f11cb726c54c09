// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.faults;

/** Cuts HTTP connections at random bytes while some steps are done. */
public record CutConnections(int afterStep, int steps, long seed) implements Fault {
  @Override
  public FaultKind kind() {
    return FaultKind.CUT;
  }

  @Override
  public void strike(Target target) throws Exception {
    target.proxy().cut(seed);
    try {
      target.steps().await(afterStep + steps);
    } finally {
      target.proxy().mend();
    }
  }
}
