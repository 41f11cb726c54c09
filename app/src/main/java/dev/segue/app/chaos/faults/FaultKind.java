// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.faults;

import java.util.Locale;

/** The kinds of disturbance. */
public enum FaultKind {
  /** {@code kill -9} of the process, which is started again. */
  KILL(0.6),
  /** SIGSTOP for some seconds, then SIGCONT. */
  PAUSE(0.35),
  /** No space is left on the data folder's file system for some seconds. */
  DISK(0.15),
  /** Connections are cut in the middle of requests and responses. */
  CUT(0.5),
  /** Clients' clocks jump: event times and record timestamps. */
  CLOCK(0.5),
  /** Malformed, oversized and slow requests, junk records, junk audio. */
  HOSTILE(0.5);

  private final double chance;

  FaultKind(double chance) {
    this.chance = chance;
  }

  /** How likely a round has one. */
  public double chance() {
    return chance;
  }

  /** Its name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
