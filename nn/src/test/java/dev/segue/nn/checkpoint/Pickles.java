// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;

/**
 * Writes pickles, good and bad. Values are String, Integer, Long, Double, Boolean, null, or a
 * {@code byte[]} of instructions that make one.
 */
final class Pickles {
  private Pickles() {}

  static byte[] join(Object... values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Object value : values) {
      out.writeBytes(of(value));
    }
    return out.toByteArray();
  }

  /** A whole pickle of protocol 2. */
  static byte[] pickle(Object value) {
    return join(ops(0x80, 2), value, ops('.'));
  }

  static byte[] ops(int... codes) {
    byte[] bytes = new byte[codes.length];
    for (int i = 0; i < codes.length; i++) {
      bytes[i] = (byte) codes[i];
    }
    return bytes;
  }

  static byte[] of(Object value) {
    if (value instanceof byte[] made) {
      return made;
    }
    if (value instanceof String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      return little(5 + utf8.length).put((byte) 'X').putInt(utf8.length).put(utf8).array();
    }
    if (value instanceof Integer number) {
      return little(5).put((byte) 'J').putInt(number).array();
    }
    if (value instanceof Long number) {
      return little(10).put((byte) 0x8a).put((byte) 8).putLong(number).array();
    }
    if (value instanceof Double number) {
      return ByteBuffer.allocate(9).put((byte) 'G').putDouble(number).array();
    }
    return ops(value == null ? 'N' : value.equals(true) ? 0x88 : 0x89);
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] tuple(Object... values) {
    return join(ops('('), join(values), ops('t'));
  }

  static byte[] list(Object... values) {
    return join(ops(']', '('), join(values), ops('e'));
  }

  static byte[] dict(Object... keysAndValues) {
    return join(ops('}', '('), join(keysAndValues), ops('u'));
  }

  static byte[] global(String module, String name) {
    return ascii("c" + module + "\n" + name + "\n");
  }

  static byte[] call(String module, String name, Object... args) {
    return join(global(module, name), tuple(args), ops('R'));
  }

  static byte[] orderedDict(Object... keysAndValues) {
    return join(call("collections", "OrderedDict"), ops('('), join(keysAndValues), ops('u'));
  }

  /** A storage of the zip form. */
  static byte[] storage(String type, String key, Object count) {
    return join(tuple("storage", global("torch", type), key, "cpu", count), ops('Q'));
  }

  /** A storage of the form before. */
  static byte[] legacyStorage(String type, String key, Object count, Object view) {
    return join(tuple("storage", global("torch", type), key, "cpu", count, view), ops('Q'));
  }

  static byte[] tensor(byte[] storage, Object offset, long[] size, long[] stride) {
    return call(
        "torch._utils",
        "_rebuild_tensor_v2",
        storage,
        offset,
        longs(size),
        longs(stride),
        false,
        orderedDict());
  }

  /** A contiguous F32 vector that is a whole storage. */
  static byte[] vector(String key, int count) {
    return tensor(storage("FloatStorage", key, count), 0, shape(count), shape(1));
  }

  static long[] shape(long... sizes) {
    return sizes;
  }

  private static byte[] longs(long[] values) {
    return tuple(LongStream.of(values).boxed().toArray());
  }

  private static ByteBuffer little(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
