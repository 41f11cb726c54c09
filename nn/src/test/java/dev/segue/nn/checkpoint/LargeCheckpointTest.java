// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import static dev.segue.nn.checkpoint.Pickles.dict;
import static dev.segue.nn.checkpoint.Pickles.join;
import static dev.segue.nn.checkpoint.Pickles.legacyStorage;
import static dev.segue.nn.checkpoint.Pickles.list;
import static dev.segue.nn.checkpoint.Pickles.pickle;
import static dev.segue.nn.checkpoint.Pickles.shape;
import static dev.segue.nn.checkpoint.Pickles.storage;
import static dev.segue.nn.checkpoint.Pickles.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of many GiB, most of them holes that take no room on the disk. The heap is far smaller than
 * they are.
 */
class LargeCheckpointTest {
  private static final long GIB = 1L << 30;

  @TempDir Path folder;

  private static void put(FileChannel channel, long at, byte[] bytes) throws IOException {
    channel.write(ByteBuffer.wrap(bytes), at);
  }

  private FileChannel create(String name) throws IOException {
    return FileChannel.open(
        folder.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Seven storages of 1.5 GiB; all of tensor I is zero but its last element, which is I + 1. */
  private Path legacy(long missing) throws IOException {
    long count = 3 * GIB / 2 / Short.BYTES;
    Object[] items = new Object[14];
    Object[] keys = new Object[7];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = "key" + i;
      items[2 * i] = "block." + i;
      items[2 * i + 1] =
          tensor(legacyStorage("ShortStorage", "key" + i, count, null), 0, shape(count), shape(1));
    }
    byte[] head = join(TorchFiles.legacyHead(dict(items)), pickle(list(keys)));
    try (FileChannel channel = create("prior.pth.tar")) {
      put(channel, 0, head);
      long at = head.length;
      for (int i = 0; i < keys.length; i++) {
        put(channel, at, TorchFiles.longs(count));
        at += Long.BYTES + count * Short.BYTES;
        put(channel, at - Short.BYTES, new byte[] {(byte) (i + 1), 0});
      }
      channel.truncate(at - missing);
    }
    return folder.resolve("prior.pth.tar");
  }

  @Test
  void refusesATruncatedLegacyFileOfTenGib() throws IOException {
    Path file = legacy(1);
    assertThatThrownBy(() -> TorchCheckpoint.open(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("storage key6 has 805306368 elements of I16")
        .hasMessageContaining("copy it again");
  }

  @Test
  void readsALegacyFileOfTenGib() throws IOException {
    Map<String, Tensor> tensors = Checkpoints.read(legacy(0));
    assertThat(tensors).hasSize(7);
    for (int i = 0; i < 7; i++) {
      Tensor tensor = tensors.get("block." + i);
      assertThat(tensor.bytes().getShort(2 * (tensor.size() - 1))).isEqualTo((short) (i + 1));
      assertThat(tensor.bytes().getShort(2 * (tensor.size() - 2))).isZero();
    }
  }

  @Test
  void readsAZipFileWithEntriesBeyondFourGib() throws IOException {
    byte[] six = TorchFiles.floats(0, 1, 2, 3, 4, 5);
    byte[] value = dict("w", tensor(storage("FloatStorage", "1", 6), 0, shape(6), shape(1)));
    try (FileChannel channel = create("model.pt")) {
      ZipLayout zip = new ZipLayout(channel);
      byte[] pickled = pickle(value);
      zip.add("m/data.pkl", pickled);
      zip.skip(4 * GIB + 64);
      zip.add("m/data/1", six);
      zip.end();
    }
    assertThat(Checkpoints.read(folder.resolve("model.pt")).get("w").toFloats())
        .containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void readsASafetensorsFileBeyondFourGib() throws IOException {
    long half = 3 * GIB / 2;
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < 4; i++) {
      header.append(
          "\"t%d\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[%d,%d]}%s"
              .formatted(i, half, i * half, (i + 1) * half, i < 3 ? "," : "}"));
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel = create("model.safetensors")) {
      put(channel, 0, TorchFiles.longs(json.length));
      put(channel, Long.BYTES, json);
      for (int i = 0; i < 4; i++) {
        put(channel, Long.BYTES + json.length + (i + 1) * half - 1, new byte[] {(byte) (i + 1)});
      }
    }
    Map<String, Tensor> tensors = Checkpoints.read(folder.resolve("model.safetensors"));
    for (int i = 0; i < 4; i++) {
      assertThat(tensors.get("t" + i).bytes().get((int) half - 1)).isEqualTo((byte) (i + 1));
    }
  }

  private static int crc(byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return (int) sum.getValue();
  }

  /** Writes a zip file with sizes and offsets in 64 bits, leaving holes in it. */
  private static final class ZipLayout {
    private final FileChannel channel;
    private final java.io.ByteArrayOutputStream list = new java.io.ByteArrayOutputStream();
    private long at;
    private int entries;

    ZipLayout(FileChannel channel) {
      this.channel = channel;
    }

    /** A gap that belongs to no entry, so that nobody has to read it for its checksum. */
    void skip(long bytes) {
      at += bytes;
    }

    void add(String name, byte[] bytes) throws IOException {
      int crc = crc(bytes);
      byte[] encoded = name.getBytes(StandardCharsets.UTF_8);
      put(
          channel,
          at,
          little(30 + encoded.length)
              .putInt(0x04034b50)
              .putInt(45)
              .putShort((short) 0)
              .putInt(0)
              .putInt(crc)
              .putInt(-1)
              .putInt(-1)
              .putInt(encoded.length)
              .put(encoded)
              .array());
      put(channel, at + 30 + encoded.length, bytes);
      list.writeBytes(
          little(46 + encoded.length + 28)
              .putInt(0x02014b50)
              .putInt(45 | 45 << 16)
              .putInt(0)
              .putInt(0)
              .putInt(crc)
              .putInt(-1)
              .putInt(-1)
              .putShort((short) encoded.length)
              .putShort((short) 28)
              .position(42)
              .putInt(-1)
              .put(encoded)
              .putInt(1 | 24 << 16)
              .putLong(bytes.length)
              .putLong(bytes.length)
              .putLong(at)
              .array());
      at += 30 + encoded.length + bytes.length;
      entries++;
    }

    void end() throws IOException {
      put(channel, at, list.toByteArray());
      long end = at + list.size();
      put(
          channel,
          end,
          little(56 + 20 + 22)
              .putInt(0x06064b50)
              .putLong(44)
              .putInt(0)
              .putLong(0)
              .putLong(entries)
              .putLong(entries)
              .putLong(list.size())
              .putLong(at)
              .putInt(0x07064b50)
              .putInt(0)
              .putLong(end)
              .putInt(1)
              .putInt(0x06054b50)
              .putInt(0)
              .putInt(-1)
              .putInt(-1)
              .putInt(-1)
              .putShort((short) 0)
              .array());
    }

    private static ByteBuffer little(int length) {
      return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
