// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import java.util.Collection;
import java.util.Comparator;

/** Guesses which known name was meant by an unknown one. */
final class NearestName {
  private NearestName() {}

  /** "; did you mean X?", or nothing if there are no names. */
  static String hint(String unknown, Collection<String> known) {
    return known.stream()
        .min(
            Comparator.comparingInt((String name) -> distance(unknown, name))
                .thenComparing(Comparator.naturalOrder()))
        .map(name -> "; did you mean " + name + "?")
        .orElse("");
  }

  /** The Levenshtein distance: insertions, deletions and substitutions of single characters. */
  static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    int[] current = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substituted, 1 + Math.min(previous[j], current[j - 1]));
      }
      int[] swap = previous;
      previous = current;
      current = swap;
    }
    return previous[b.length()];
  }
}
