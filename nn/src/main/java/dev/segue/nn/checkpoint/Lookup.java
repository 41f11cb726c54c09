// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.util.List;
import java.util.Map;

/** Follows a dotted name through a tree whose keys may have dots themselves. */
final class Lookup {
  private Lookup() {}

  /** A value, which may be null. */
  record Found(Object value) {}

  static Found find(Object tree, String path) {
    if (tree instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        Found found = step(String.valueOf(entry.getKey()), entry.getValue(), path);
        if (found != null) {
          return found;
        }
      }
    } else if (tree instanceof List<?> list) {
      String[] parts = path.split("\\.", 2);
      if (parts[0].matches("\\d{1,9}") && Integer.parseInt(parts[0]) < list.size()) {
        return step(parts[0], list.get(Integer.parseInt(parts[0])), path);
      }
    }
    return null;
  }

  private static Found step(String key, Object value, String path) {
    if (path.equals(key)) {
      return new Found(value);
    }
    return path.startsWith(key + ".") ? find(value, path.substring(key.length() + 1)) : null;
  }
}
