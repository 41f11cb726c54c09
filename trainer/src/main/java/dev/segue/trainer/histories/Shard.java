// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.histories;

/**
 * The file format of exported histories, big-endian. {@code magic, version}; each listener is
 * {@code 1, userId}, their tracks and {@code 0}; each track is {@code 2, trackId, first, last,
 * plays, completions, skips, liked, n} and n play times; at the end {@code 0}, the number of
 * listeners and the CRC-32C of all that came before. Marks have 8 bits, counts 32, times 64; ids
 * are Java's modified UTF-8 behind a 16-bit length.
 */
final class Shard {
  static final int MAGIC = 0x53474853;
  static final int VERSION = 1;
  static final int END = 0;
  static final int LISTENER = 1;
  static final int TRACK = 2;
  // Far above any setting of recent-plays; guards the reader against a corrupt length.
  static final int MAX_TIMES = 1 << 24;

  private Shard() {}

  /** The object name of a shard. */
  static String name(long round, int index, int of) {
    return "rounds/" + round + "/shard-" + index + "-of-" + of + ".bin";
  }
}
