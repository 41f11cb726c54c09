// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The 24 keys as numbers: the tonic 0 (C) to 11 (B), plus 12 in minor. */
final class MusicalKey {
  /** How many there are. */
  static final int COUNT = 24;

  private static final int TONICS = 12;
  private static final int FIFTH = 7;
  private static final int MINOR_THIRD = 3;
  private static final Pattern NAME =
      Pattern.compile("([A-Ga-g])([#♯b♭]?)[\\s:_-]*(major|maj|Major|Maj|M|minor|min|Minor|Min|m)?");
  private static final List<String> NAMES =
      List.of("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B");

  private MusicalKey() {}

  /** Reads names such as {@code C# minor}, {@code Db:maj}, {@code Am} and {@code F major}. */
  static Optional<Integer> parse(String name) {
    Matcher matcher = NAME.matcher(name.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int tonic =
        switch (Character.toUpperCase(matcher.group(1).charAt(0))) {
          case 'C' -> 0;
          case 'D' -> 2;
          case 'E' -> 4;
          case 'F' -> 5;
          case 'G' -> 7;
          case 'A' -> 9;
          default -> 11;
        };
    if (!matcher.group(2).isEmpty()) {
      tonic += "#♯".contains(matcher.group(2)) ? 1 : -1;
    }
    String mode = matcher.group(3) == null ? "major" : matcher.group(3);
    boolean minor = mode.equals("m") || mode.startsWith("min") || mode.startsWith("Min");
    return Optional.of(Math.floorMod(tonic, TONICS) + (minor ? TONICS : 0));
  }

  static String name(int key) {
    return NAMES.get(key % TONICS) + (key < TONICS ? " major" : " minor");
  }

  /**
   * MIREX's weighted score: 1 for the key itself, 0.5 for the one a fifth above it in the same
   * mode, 0.3 for its relative and 0.2 for its parallel key, else 0.
   */
  static double score(int key, int guess) {
    if (key == guess) {
      return 1;
    }
    boolean sameMode = key / TONICS == guess / TONICS;
    int up = Math.floorMod(guess - key, TONICS);
    if (sameMode) {
      return up == FIFTH ? 0.5 : 0;
    }
    if (up == 0) {
      return 0.2;
    }
    int toRelative = key < TONICS ? TONICS - MINOR_THIRD : MINOR_THIRD;
    return up == toRelative ? 0.3 : 0;
  }
}
