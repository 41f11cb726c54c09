// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * One block of a {@link SortedTable}: entries of which each key says how many bytes it shares with
 * the one before, then the places where none is shared, which are not needed to read them in order.
 */
final class TableBlock {
  private static final String WHAT = "a block of the table";

  /** Names are at most as long as those of other checkpoints; scopes of slices take a bit more. */
  private static final int MAX_KEY = 1024;

  private final ByteBuffer entries;

  TableBlock(ByteBuffer block) throws CheckpointException {
    int size = block.limit();
    int restarts = size < Integer.BYTES ? -1 : block.getInt(size - Integer.BYTES);
    if (restarts < 0 || restarts > size / Integer.BYTES - 1) {
      throw new CheckpointException(
          "%s of %d bytes claims %d restarts; the file is damaged".formatted(WHAT, size, restarts));
    }
    entries = block.slice(0, size - Integer.BYTES * (restarts + 1)).order(ByteOrder.LITTLE_ENDIAN);
  }

  void read(SortedTable.Entries target) throws IOException {
    byte[] key = {};
    while (entries.hasRemaining()) {
      int shared = Varint.upTo(key.length, entries, WHAT);
      int own = Varint.upTo(MAX_KEY - shared, entries, "a key of the table");
      int length = Varint.upTo(entries.remaining(), entries, WHAT);
      if (own > entries.remaining() || length > entries.remaining() - own) {
        throw new CheckpointException(WHAT + " ends within an entry; the file is damaged");
      }
      key = Arrays.copyOf(key, shared + own);
      entries.get(key, shared, own);
      target.entry(key, entries.slice(entries.position(), length).order(entries.order()));
      entries.position(entries.position() + length);
    }
  }
}
