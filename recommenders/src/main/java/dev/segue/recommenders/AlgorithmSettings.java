// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import java.util.Map;
import java.util.TreeMap;

/**
 * Hyper-parameters by name; what is not named has the algorithm's default.
 *
 * @param seed of everything random
 */
public record AlgorithmSettings(long seed, Map<String, String> values) {
  /** All defaults, seed 42. */
  public static final AlgorithmSettings DEFAULTS = new AlgorithmSettings(42, Map.of());

  /** Copies the values. */
  public AlgorithmSettings {
    values = Map.copyOf(new TreeMap<>(values));
  }

  /** The same settings with one more, or another value of one. */
  public AlgorithmSettings with(String key, String value) {
    Map<String, String> changed = new TreeMap<>(values);
    changed.put(key, value);
    return new AlgorithmSettings(seed, changed);
  }
}
