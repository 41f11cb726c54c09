// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers the last thing that went wrong on a thread of ours. Thread-safe. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  // Work that failed once and went on for so long is taken for well again.
  private static final Duration RECENT = Duration.ofSeconds(30);

  private volatile Failure last;

  private record Failure(String what, long nanos) {}

  void remember(String what, Throwable cause) {
    last = new Failure(what + ": " + cause, System.nanoTime());
    LOG.error("{}", what, cause);
  }

  /** The last failure, however long ago. */
  Optional<String> last() {
    return Optional.ofNullable(last).map(Failure::what);
  }

  /** The last failure if it was a short time ago. */
  Optional<String> recent() {
    return Optional.ofNullable(last)
        .filter(failure -> System.nanoTime() - failure.nanos() < RECENT.toNanos())
        .map(Failure::what);
  }
}
