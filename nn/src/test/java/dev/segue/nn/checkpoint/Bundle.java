// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Writes TensorFlow checkpoints, also ones that no saver would write. */
final class Bundle {
  static final int FLOAT = 1;
  private static final int ENTRIES_OF_A_BLOCK = 3;
  private static final int RESTART_INTERVAL = 2;

  private final Map<String, byte[]> entries = new TreeMap<>();
  private final List<ByteArrayOutputStream> shards = new ArrayList<>();
  private int compression;
  private boolean repeatsBlocks;

  Bundle(int shards) {
    for (int i = 0; i < shards; i++) {
      this.shards.add(new ByteArrayOutputStream());
    }
    entry("", join(varint(1, shards), bytes(3, varint(1, 1))));
  }

  /** Any entry, instead of the one of that name if there is one. */
  Bundle entry(String name, byte[] value) {
    entries.put(name, value);
    return this;
  }

  Bundle without(String name) {
    entries.remove(name);
    return this;
  }

  Bundle tensor(String name, float... values) {
    return tensor(name, FLOAT, 0, TorchFiles.floats(values), values.length);
  }

  Bundle tensor(String name, int dtype, int shard, byte[] values, long... shape) {
    int offset = shards.get(shard).size();
    shards.get(shard).writeBytes(values);
    byte[] place = join(varint(3, shard), varint(4, offset), varint(5, values.length));
    return entry(
        name, join(varint(1, dtype), bytes(2, dims(shape)), place, fixed32(6, masked(values))));
  }

  /** Says of each block that it is compressed so, though it is not. */
  Bundle compression(int method) {
    compression = method;
    return this;
  }

  /** Names the first block twice in the table's index. */
  Bundle repeatingBlocks() {
    repeatsBlocks = true;
    return this;
  }

  /** Writes all files; returns the index. */
  Path write(Path folder, String prefix) throws IOException {
    for (int i = 0; i < shards.size(); i++) {
      String name = "%s.data-%05d-of-%05d".formatted(prefix, i, shards.size());
      Files.write(folder.resolve(name), shards.get(i).toByteArray());
    }
    return Files.write(folder.resolve(prefix + ".index"), index());
  }

  byte[] index() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    Map<String, byte[]> handles = new TreeMap<>();
    List<Map.Entry<String, byte[]>> all = List.copyOf(entries.entrySet());
    for (int i = 0; i < all.size(); i += ENTRIES_OF_A_BLOCK) {
      List<Map.Entry<String, byte[]>> some =
          all.subList(i, Math.min(all.size(), i + ENTRIES_OF_A_BLOCK));
      String last = some.get(some.size() - 1).getKey();
      byte[] handle = append(file, block(some));
      handles.put(last, handle);
      if (repeatsBlocks) {
        handles.put(last + "~", handle);
      }
    }
    byte[] meta = append(file, block(List.of()));
    byte[] index = append(file, block(List.copyOf(handles.entrySet())));
    byte[] footer = Arrays.copyOf(join(meta, index), SortedTable.FOOTER);
    ByteBuffer.wrap(footer).order(ByteOrder.LITTLE_ENDIAN).putLong(40, SortedTable.MAGIC);
    file.writeBytes(footer);
    return file.toByteArray();
  }

  private byte[] append(ByteArrayOutputStream file, byte[] block) {
    byte[] handle = join(number(file.size()), number(block.length));
    byte[] typed = join(block, new byte[] {(byte) compression});
    file.writeBytes(typed);
    file.writeBytes(int32(masked(typed)));
    return handle;
  }

  private static byte[] block(List<Map.Entry<String, byte[]>> entries) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    List<Integer> restarts = new ArrayList<>(entries.isEmpty() ? List.of(0) : List.of());
    byte[] before = {};
    for (int i = 0; i < entries.size(); i++) {
      byte[] key = entries.get(i).getKey().getBytes(StandardCharsets.UTF_8);
      boolean restart = i % RESTART_INTERVAL == 0;
      if (restart) {
        restarts.add(block.size());
      }
      int differs = Arrays.mismatch(before, key);
      int shared = restart ? 0 : differs < 0 ? key.length : differs;
      byte[] value = entries.get(i).getValue();
      block.writeBytes(join(number(shared), number(key.length - shared), number(value.length)));
      block.write(key, shared, key.length - shared);
      block.writeBytes(value);
      before = key;
    }
    restarts.forEach(at -> block.writeBytes(int32(at)));
    block.writeBytes(int32(restarts.size()));
    return block.toByteArray();
  }

  static byte[] dims(long... shape) {
    byte[] dims = {};
    for (long size : shape) {
      dims = join(dims, bytes(2, varint(1, size)));
    }
    return dims;
  }

  static byte[] varint(int field, long value) {
    return join(number(field << 3), number(value));
  }

  static byte[] bytes(int field, byte[] value) {
    return join(number((field << 3) | 2), number(value.length), value);
  }

  static byte[] fixed32(int field, int value) {
    return join(number((field << 3) | 5), int32(value));
  }

  static int masked(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    int crc = (int) sum.getValue();
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] number(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rest = value;
    while (rest >>> 7 != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return out.toByteArray();
  }

  private static byte[] int32(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }
}
