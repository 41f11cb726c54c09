// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.faults;

/** {@code kill -9} in the middle of the traffic, and a start after it. */
public record Kill(int afterStep) implements Fault {
  @Override
  public FaultKind kind() {
    return FaultKind.KILL;
  }

  @Override
  public void strike(Target target) throws Exception {
    synchronized (target.process()) {
      target.process().kill();
      target.process().start();
    }
  }
}
