// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import java.time.Duration;

/**
 * What a decoder takes on; audio beyond any of it is refused with the reason.
 *
 * @param maxDuration of the decoded audio
 * @param maxChannels of any frame
 * @param maxBytes of the file
 * @param timeout wall-clock time for one file
 */
public record DecodeLimits(Duration maxDuration, int maxChannels, long maxBytes, Duration timeout) {
  /** A quarter of an hour, eight channels (7.1), 256 MiB, a minute of work. */
  public static final DecodeLimits STANDARD =
      new DecodeLimits(Duration.ofMinutes(15), 8, 256L << 20, Duration.ofMinutes(1));

  /** Checks that every limit is positive. */
  public DecodeLimits {
    if (maxDuration.toMillis() <= 0 || maxChannels < 1 || maxBytes < 1 || timeout.toMillis() <= 0) {
      throw new IllegalArgumentException(
          "every decode limit must be positive: duration %s, channels %d, bytes %d, timeout %s"
              .formatted(maxDuration, maxChannels, maxBytes, timeout));
    }
  }
}
