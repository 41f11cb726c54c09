// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.doctor;

import java.util.Locale;

/** Bytes for people. */
final class Size {
  private Size() {}

  static String of(long bytes) {
    double mebibytes = bytes / (double) (1 << 20);
    return mebibytes < 1024
        ? String.format(Locale.ROOT, "%.0f MiB", mebibytes)
        : String.format(Locale.ROOT, "%.1f GiB", mebibytes / 1024);
  }
}
