// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Collects the entries of a bundle's index; the empty key, which comes first, is its header. */
final class BundleIndex implements SortedTable.Entries {
  private static final int MAX_TENSORS = 1 << 17;
  private static final long MAX_SHARDS = 99_999;

  /** Keys repeat each other for a few bytes in the file; this is for all together. */
  private static final long MAX_NAMES = 1L << 24;

  private static final int LITTLE_ENDIAN = 0;

  /** Of TensorFlow's kTensorBundleVersion. */
  private static final long KNOWN_VERSION = 1;

  private final List<BundleEntry> tensors = new ArrayList<>();
  private long shards = -1;
  private long names;

  private BundleIndex() {}

  static BundleIndex read(MappedFile file) throws IOException {
    BundleIndex index = new BundleIndex();
    SortedTable.read(file, index);
    if (index.shards < 0) {
      throw new CheckpointException("the index has no header; the file is damaged");
    }
    return index;
  }

  /** How many files the values are in. */
  int shards() {
    return (int) shards;
  }

  /** All entries, by name. */
  List<BundleEntry> tensors() {
    return tensors;
  }

  @Override
  public void entry(byte[] key, ByteBuffer value) throws CheckpointException {
    if (key.length == 0) {
      header(value);
      return;
    }
    if (shards < 0) {
      throw new CheckpointException(
          "this is a LevelDB table, but not the index of a TensorFlow checkpoint: it has no header");
    }
    names += key.length;
    if (tensors.size() == MAX_TENSORS || names > MAX_NAMES) {
      throw new CheckpointException(
          "the index names more than %d tensors, or with more than %d characters"
              .formatted(MAX_TENSORS, MAX_NAMES));
    }
    tensors.add(BundleEntry.read(new String(key, StandardCharsets.UTF_8), value));
  }

  /** BundleHeaderProto. */
  private void header(ByteBuffer value) throws CheckpointException {
    ProtoMessage message = new ProtoMessage(value, "the header of the index");
    long count = 0;
    long endianness = LITTLE_ENDIAN;
    while (message.next()) {
      switch (message.field()) {
        case 1 -> count = message.varint();
        case 2 -> endianness = message.varint();
        case 3 -> version(message.bytes());
        default -> message.skip();
      }
    }
    if (count < 1 || count > MAX_SHARDS) {
      throw new CheckpointException(
          "the index says that there are %d files of values; 1 to %d were expected"
              .formatted(count, MAX_SHARDS));
    }
    if (endianness != LITTLE_ENDIAN) {
      throw new CheckpointException(
          "the checkpoint is big-endian; save it again on a little-endian machine");
    }
    shards = count;
  }

  /** VersionDef: 2 is the oldest version that can read it. */
  private static void version(ByteBuffer value) throws CheckpointException {
    ProtoMessage message = new ProtoMessage(value, "the version of the index");
    while (message.next()) {
      if (message.field() != 2) {
        message.skip();
      } else if (message.varint() > KNOWN_VERSION) {
        throw new CheckpointException(
            "the checkpoint has a newer form than version %d of TensorFlow's bundles"
                .formatted(KNOWN_VERSION));
      }
    }
  }
}
