// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import java.time.Duration;

/**
 * How patient a download is.
 *
 * @param connect how long a connection may take
 * @param silence after which a server that sends nothing is given up
 * @param attempts how many in a row may fail without a single new byte
 * @param pause before the second attempt; it doubles with every further one
 * @param longestPause the most it grows to, also where the server asks for more
 */
record DownloadPolicy(
    Duration connect, Duration silence, int attempts, Duration pause, Duration longestPause) {
  static final DownloadPolicy PATIENT =
      new DownloadPolicy(
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          6,
          Duration.ofSeconds(1),
          Duration.ofSeconds(60));

  /** How long to wait after this many failures in a row, from 1. */
  Duration pauseAfter(int failures) {
    Duration wait = pause.multipliedBy(1L << Math.min(failures - 1, 16));
    return wait.compareTo(longestPause) < 0 ? wait : longestPause;
  }
}
