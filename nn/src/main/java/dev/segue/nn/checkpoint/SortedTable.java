// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A table of LevelDB's form: blocks of ascending keys with their values, a block that says where
 * those are, and a footer that says where that is. Every block has a checksum.
 *
 * <p>Source: LevelDB's doc/table_format.md.
 */
final class SortedTable {
  /** The last eight bytes of every table. */
  static final long MAGIC = 0xdb4775248b80fb57L;

  static final int FOOTER = 48;

  /** What follows each block: how it is compressed, and its checksum. */
  private static final int TRAILER = 5;

  /** TensorFlow's have 256 KiB. */
  private static final long MAX_BLOCK = 1L << 26;

  private static final int UNCOMPRESSED = 0;
  private static final int SNAPPY = 1;

  private final MappedFile file;
  private long readUpTo;

  private SortedTable(MappedFile file) {
    this.file = file;
  }

  /** What takes the entries, in the order of their keys. */
  interface Entries {
    void entry(byte[] key, ByteBuffer value) throws IOException;
  }

  /** Where a block lies, without its trailer. */
  private record Handle(long begin, long length) {
    static Handle read(ByteBuffer input, String what) throws CheckpointException {
      return new Handle(Varint.read(input, what), Varint.read(input, what));
    }

    @Override
    public String toString() {
      return "of %s bytes from %s on"
          .formatted(Long.toUnsignedString(length), Long.toUnsignedString(begin));
    }
  }

  /** Reads all entries of a file. */
  static void read(MappedFile file, Entries entries) throws IOException {
    ByteBuffer footer = file.slice(file.size() - FOOTER, FOOTER);
    Handle.read(footer, "the table's footer");
    Handle index = Handle.read(footer, "the table's footer");
    new SortedTable(file).entries(index, entries);
  }

  private void entries(Handle index, Entries entries) throws IOException {
    KeyOrder order = new KeyOrder();
    TableBlock handles = new TableBlock(block(index, file.size() - FOOTER));
    handles.read(
        (last, handle) -> {
          TableBlock block = next(Handle.read(handle, "the table's index"), index.begin());
          block.read(
              (key, value) -> {
                order.check(key);
                entries.entry(key, value);
              });
        });
  }

  private TableBlock next(Handle handle, long end) throws IOException {
    if (handle.begin() < readUpTo) {
      throw new CheckpointException(
          "the table's block %s overlaps the one before it or stands before it".formatted(handle));
    }
    TableBlock block = new TableBlock(block(handle, end));
    readUpTo = handle.begin() + handle.length() + TRAILER;
    return block;
  }

  private ByteBuffer block(Handle handle, long end) throws IOException {
    long begin = handle.begin();
    long length = handle.length();
    if (begin < 0 || length < 0 || begin > end || length > end - begin - TRAILER) {
      throw new CheckpointException(
          "the table's block %s does not end before %d; the file is damaged"
              .formatted(handle, end));
    }
    if (length > MAX_BLOCK) {
      throw new CheckpointException(
          "the table's block %s is larger than %d bytes".formatted(handle, MAX_BLOCK));
    }
    int compression = file.slice(begin + length, 1).get();
    int crc = file.slice(begin + length + 1, Integer.BYTES).getInt();
    if (MaskedCrc.of(file, begin, length + 1) != crc) {
      throw new CheckpointException(
          "the table's block %s does not have its checksum: the file is damaged, copy it again"
              .formatted(handle));
    }
    if (compression != UNCOMPRESSED) {
      throw new CheckpointException(
          "the table's block %s is compressed (%s), which TensorFlow's savers do not do: save it again with tf.train.Checkpoint"
              .formatted(handle, compression == SNAPPY ? "snappy" : "method " + compression));
    }
    return file.slice(begin, length);
  }
}
