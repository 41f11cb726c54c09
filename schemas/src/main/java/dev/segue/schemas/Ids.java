// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What may be a user, track or event id: 1 to 256 bytes of UTF-8 without U+0000. */
public final class Ids {
  /** The longest id, in bytes of UTF-8. */
  public static final int MAX_BYTES = 256;

  private Ids() {}

  /** Why this is not an id, for people; empty if it is one. */
  public static Optional<String> problem(String field, String id) {
    if (id == null || id.isEmpty()) {
      return Optional.of(field + " is missing");
    }
    if (id.indexOf('\u0000') >= 0) {
      return Optional.of(field + " contains the character U+0000");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(id)) {
      return Optional.of(field + " contains half of a surrogate pair");
    }
    if (id.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return Optional.of(field + " is longer than " + MAX_BYTES + " bytes");
    }
    return Optional.empty();
  }
}
