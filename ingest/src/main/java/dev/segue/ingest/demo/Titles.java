// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.demo;

import java.util.List;
import java.util.SplittableRandom;

/** Invented titles. */
final class Titles {
  private static final List<String> FIRST =
      List.of(
          "Amber",
          "Borrowed",
          "Cobalt",
          "Distant",
          "Early",
          "Folded",
          "Gentle",
          "Hidden",
          "Idle",
          "Jagged",
          "Kinetic",
          "Late",
          "Magnetic",
          "Northern",
          "Open",
          "Paper",
          "Quiet",
          "Restless",
          "Silver",
          "Tangled",
          "Unspoken",
          "Velvet",
          "Winter",
          "Yellow");
  private static final List<String> SECOND =
      List.of(
          "Arcade",
          "Bridges",
          "Compass",
          "Daybreak",
          "Engine",
          "Fields",
          "Garden",
          "Harbour",
          "Island",
          "Junction",
          "Kites",
          "Letters",
          "Mirror",
          "Notebook",
          "Orchard",
          "Passage",
          "Quarry",
          "River",
          "Signal",
          "Tides",
          "Umbrella",
          "Valley",
          "Windows",
          "Zephyr");

  private Titles() {}

  static String of(SplittableRandom random) {
    return FIRST.get(random.nextInt(FIRST.size()))
        + " "
        + SECOND.get(random.nextInt(SECOND.size()));
  }
}
