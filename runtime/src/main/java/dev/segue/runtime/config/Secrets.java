// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.config;

import java.util.List;
import java.util.Locale;

/** Knows which keys hold secrets, so that they are never printed. */
final class Secrets {
  static final String MASK = "********";
  private static final List<String> MARKS =
      List.of("password", "secret", "api-key", "apikey", "token", "jaas", "credential");

  private Secrets() {}

  static boolean isSecret(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return MARKS.stream().anyMatch(lower::contains);
  }
}
