// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Requires keys to ascend, as unsigned bytes; thus none stands twice. */
final class KeyOrder {
  private byte[] last;

  void check(byte[] key) throws CheckpointException {
    if (last != null && Arrays.compareUnsigned(last, key) >= 0) {
      throw new CheckpointException(
          "the table's key %s stands after %s; the file is damaged"
              .formatted(text(key), text(last)));
    }
    last = key;
  }

  private static String text(byte[] key) {
    return "`" + Quoted.of(new String(key, StandardCharsets.UTF_8)) + "`";
  }
}
