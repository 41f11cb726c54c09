// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import java.util.Optional;

/** Knows which instance holds a listener's state. */
@FunctionalInterface
interface Owners {
  /** Everything is here. */
  Owners ONLY_INSTANCE = userId -> Optional.empty();

  /**
   * {@code host:port} of the other instance that holds it; empty if it is here.
   *
   * @throws dev.segue.runtime.http.Problem of status 503 while nobody knows
   */
  Optional<String> elsewhere(String userId);
}
