// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.math.BigInteger;
import java.util.Map;

/** How a pickle fills its dicts. */
final class Dicts {
  private Dicts() {}

  /**
   * Keys are texts or numbers only. A tuple as a key would be hashed with all that it holds, and
   * one that holds itself twice, sixty levels deep, would take years.
   */
  static void put(Map<Object, Object> dict, Object key, Object value) throws CheckpointException {
    if (key instanceof Integer number) {
      // The unpickler gives Integer or Long for the same number, according to how it was written.
      dict.put(number.longValue(), value);
    } else if (key instanceof String
        || key instanceof Long
        || key instanceof BigInteger
        || key instanceof Double
        || key instanceof Boolean) {
      dict.put(key, value);
    } else {
      throw new CheckpointException(
          "a dict has " + Values.kind(key) + " as a key; only texts and numbers are read");
    }
  }

  @SuppressWarnings("unchecked") // No other maps are made than by the unpickler and GlobalBodies.
  static Map<Object, Object> of(Object value, String instruction) throws CheckpointException {
    if (value instanceof Map) {
      return (Map<Object, Object>) value;
    }
    throw new CheckpointException(
        "the pickle instruction %s is applied to %s".formatted(instruction, Values.kind(value)));
  }
}
