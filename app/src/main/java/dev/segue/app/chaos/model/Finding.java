// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.model;

/**
 * One difference between what must be and what is.
 *
 * @param count how many plays, tracks or records it concerns
 */
public record Finding(Kind kind, String key, String expected, String found, long count) {
  /** The kinds of difference. */
  public enum Kind {
    /** It was acknowledged and is missing. */
    LOST,
    /** It counts more often than it was sent. */
    DOUBLED,
    /** Anything else. */
    DIVERGENT
  }

  /** Something that was acknowledged is missing. */
  public static Finding lost(String key, Object expected, Object found, long count) {
    return new Finding(Kind.LOST, key, String.valueOf(expected), String.valueOf(found), count);
  }

  /** Something counts too often. */
  public static Finding doubled(String key, Object expected, Object found, long count) {
    return new Finding(Kind.DOUBLED, key, String.valueOf(expected), String.valueOf(found), count);
  }

  /** Something else is not as it must be. */
  public static Finding divergent(String key, Object expected, Object found) {
    return new Finding(Kind.DIVERGENT, key, String.valueOf(expected), String.valueOf(found), 1);
  }

  @Override
  public String toString() {
    return "%s %s: expected %s, found %s".formatted(kind.name(), key, expected, found);
  }
}
