// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Python values as the unpickler gives them, checked. */
final class Values {
  private static final Map<Class<?>, String> KINDS =
      Map.of(
          Map.class, "a dict",
          List.class, "a list",
          Object[].class, "a tuple",
          String.class, "a str",
          Boolean.class, "a bool",
          Number.class, "a number",
          TensorRef.class, "a tensor",
          StorageRef.class, "a storage");

  private Values() {}

  /** What to call a value in a message. */
  static String kind(Object value) {
    if (value == null) {
      return "None";
    }
    if (value instanceof Global global) {
      return global.name();
    }
    return KINDS.entrySet().stream()
        .filter(kind -> kind.getKey().isInstance(value))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("an unknown value");
  }

  static long whole(Object value, String what) throws CheckpointException {
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    if (value instanceof BigInteger) {
      throw new CheckpointException(what + " does not fit 64 bits; the file is damaged");
    }
    throw new CheckpointException(what + " is " + kind(value) + ", not a whole number");
  }

  static long count(Object value, String what) throws CheckpointException {
    long count = whole(value, what);
    if (count < 0) {
      throw new CheckpointException(what + " is negative: " + count);
    }
    return count;
  }

  /** The whole numbers of a tuple or a list. */
  static List<Long> wholes(Object value, String what) throws CheckpointException {
    List<Long> wholes = new ArrayList<>();
    for (Object item : items(value, what)) {
      wholes.add(whole(item, what));
    }
    return List.copyOf(wholes);
  }

  static Collection<?> items(Object value, String what) throws CheckpointException {
    if (value instanceof Object[] tuple) {
      return Arrays.asList(tuple);
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw new CheckpointException(what + " is " + kind(value) + ", not a tuple");
  }
}
