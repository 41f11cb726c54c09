// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** How long the texts of records may be, in bytes of UTF-8, and that they are Unicode. */
final class Texts {
  private Texts() {}

  /** Why this cannot be a text of a record, for people; empty if it can, and for null. */
  static Optional<String> problem(String field, String text, int maxBytes) {
    // A character is at least one byte and at most three.
    if (text == null || (text.length() <= maxBytes / 3 && !hasSurrogate(text))) {
      return Optional.empty();
    }
    if (text.length() > maxBytes || text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
      return Optional.of(field + " is longer than " + maxBytes + " bytes");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      return Optional.of(field + " contains half of a surrogate pair");
    }
    return Optional.empty();
  }

  private static boolean hasSurrogate(String text) {
    return text.chars().anyMatch(c -> Character.isSurrogate((char) c));
  }
}
