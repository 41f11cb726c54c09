// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.shallownet;

/** How much a pair counts by its number of plays. */
final class Confidence {
  private Confidence() {}

  /** 1 + 2 ln(1 + plays), as the published code weighs pairs when asked to. */
  static float of(long plays) {
    return (float) (1 + 2 * Math.log1p((double) plays));
  }
}
