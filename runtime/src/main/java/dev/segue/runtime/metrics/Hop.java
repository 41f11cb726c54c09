// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * The way of a play into its listener's list, hop by hop; each hop is a histogram {@code segue.hop}
 * with its name as the tag {@code hop}. Times are differences of wall clocks: on several machines
 * they are as good as the clocks.
 */
public enum Hop {
  /** From the timestamp of the play's record until the trainer has counted it. */
  PLAY_COUNTED("play-counted"),

  /** From the timestamp of the history entry's record until serving has taken it in. */
  HISTORY_TAKEN("history-taken"),

  /** From the first history entry that a list waits for until the list is made. */
  LIST_MADE("list-made"),

  /** From there until a consumer of committed records has the list. */
  LIST_VISIBLE("list-visible");

  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final String tag;

  Hop(String tag) {
    this.tag = tag;
  }

  /** Its histogram in a registry, with buckets from one millisecond to one minute. */
  public Timer timer(MeterRegistry registry) {
    return Timer.builder("segue.hop")
        .description("A play's way into its listener's list, hop by hop")
        .tag("hop", tag)
        .publishPercentileHistogram()
        .minimumExpectedValue(SHORTEST)
        .maximumExpectedValue(LONGEST)
        .register(registry);
  }
}
