// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.index;

import java.util.Arrays;

/** The index at one moment: the first {@code size} rows of the chunks. Never changes. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Snapshot(Chunk[] chunks, int size) {
  static final Snapshot EMPTY = new Snapshot(new Chunk[0], 0);

  Chunk chunk(int row) {
    return chunks[row / Chunk.ROWS];
  }

  String id(int row) {
    return chunk(row).ids[row % Chunk.ROWS];
  }

  /** The rows of this chunk that belong to the snapshot. */
  int rows(int chunk) {
    return Math.min(Chunk.ROWS, size - chunk * Chunk.ROWS);
  }

  /** The order of equal scores: by rank, then by id. */
  int compare(int a, int b) {
    int byRank = Integer.compare(chunk(a).ranks[a % Chunk.ROWS], chunk(b).ranks[b % Chunk.ROWS]);
    return byRank != 0 ? byRank : id(a).compareTo(id(b));
  }

  Snapshot with(int chunk, Chunk replacement, int newSize) {
    Chunk[] changed = Arrays.copyOf(chunks, Math.max(chunks.length, chunk + 1));
    changed[chunk] = replacement;
    return new Snapshot(changed, newSize);
  }
}
