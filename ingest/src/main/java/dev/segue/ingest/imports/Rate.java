// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.imports;

import java.time.Duration;

/** How fast work went. */
final class Rate {
  private static final double NANOS = 1e9;

  private Rate() {}

  static double perSecond(long count, Duration took) {
    return count * NANOS / Math.max(1, took.toNanos());
  }
}
