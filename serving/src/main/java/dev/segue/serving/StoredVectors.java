// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The records of one track in an embeddings store: the newest one, and while revisions change those
 * before it that are still in use. A single record is kept as it came.
 */
final class StoredVectors {
  /** No record begins like this: Avro's encoding begins with C3, the registry's with 00. */
  private static final byte SEVERAL = 2;

  private StoredVectors() {}

  /** The records, the newest last. */
  static List<byte[]> split(byte[] value) {
    if (value == null) {
      return List.of();
    }
    if (value.length == 0 || value[0] != SEVERAL) {
      return List.of(value);
    }
    ByteBuffer in = ByteBuffer.wrap(value, 1, value.length - 1);
    List<byte[]> records = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] record = new byte[in.getInt()];
      in.get(record);
      records.add(record);
    }
    return records;
  }

  /** What {@link #split} reads; null if there is none. */
  static byte[] join(List<byte[]> records) {
    if (records.isEmpty()) {
      return null;
    }
    if (records.size() == 1) {
      return records.get(0);
    }
    int bytes = 1 + records.stream().mapToInt(record -> Integer.BYTES + record.length).sum();
    ByteBuffer out = ByteBuffer.allocate(bytes).put(SEVERAL);
    records.forEach(record -> out.putInt(record.length).put(record));
    return out.array();
  }
}
