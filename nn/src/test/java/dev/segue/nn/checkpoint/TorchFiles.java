// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import static dev.segue.nn.checkpoint.Pickles.dict;
import static dev.segue.nn.checkpoint.Pickles.join;
import static dev.segue.nn.checkpoint.Pickles.list;
import static dev.segue.nn.checkpoint.Pickles.ops;
import static dev.segue.nn.checkpoint.Pickles.pickle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/** Writes files of both torch forms. */
final class TorchFiles {
  private TorchFiles() {}

  static byte[] zip(Object value, Map<String, byte[]> storages) {
    return entries("archive", value, storages).bytes();
  }

  static ZipBytes entries(String folder, Object value, Map<String, byte[]> storages) {
    ZipBytes zip = new ZipBytes().add(folder + "/data.pkl", pickle(value));
    storages.forEach((key, bytes) -> zip.add(folder + "/data/" + key, bytes));
    return zip.add(folder + "/version", Pickles.ascii("3\n"));
  }

  /** The four pickles before the list of storages. */
  static byte[] legacyHead(Object value) {
    byte[] magic = ops(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19);
    return join(
        pickle(magic),
        pickle(ops('M', 0xe9, 0x03)),
        pickle(dict("protocol_version", 1001, "little_endian", true)),
        pickle(value));
  }

  /** One storage: all its elements have this many bytes. */
  static byte[] legacy(Object value, String key, int width, byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(legacyHead(value));
    out.writeBytes(pickle(list(key)));
    out.writeBytes(longs(bytes.length / width));
    out.writeBytes(bytes);
    return out.toByteArray();
  }

  static byte[] floats(float... values) {
    return floats(ByteOrder.LITTLE_ENDIAN, values);
  }

  static byte[] floats(ByteOrder order, float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(order);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  static byte[] longs(long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return bytes.array();
  }
}
