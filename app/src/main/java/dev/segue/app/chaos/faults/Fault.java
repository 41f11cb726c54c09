// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.faults;

/** One disturbance of a round, with the moment at which it begins. */
public sealed interface Fault
    permits Kill, Pause, FillDisk, CutConnections, JumpClock, HostileClient {
  /** How many steps of the round's traffic are done when it begins. */
  int afterStep();

  /** What kind it is. */
  FaultKind kind();

  /** What stands in the table. */
  default String label() {
    return kind().label();
  }

  /** Disturbs; returns when the disturbance is over. Runs beside the traffic. */
  void strike(Target target) throws Exception;
}
