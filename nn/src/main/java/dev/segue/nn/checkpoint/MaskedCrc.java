// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.io.IOException;
import java.util.zip.CRC32C;

/**
 * CRC-32C as LevelDB stores it: rotated and shifted, since the checksum of a text that holds its
 * own checksum is weak.
 */
final class MaskedCrc {
  private static final int DELTA = 0xa282ead8;

  /** Bytes that are looked at together. */
  private static final long CHUNK = 1L << 26;

  private MaskedCrc() {}

  /** Of a part of a file of any length. */
  static int of(MappedFile file, long begin, long length) throws IOException {
    CRC32C sum = new CRC32C();
    for (long at = 0; at < length; at += CHUNK) {
      sum.update(file.slice(begin + at, Math.min(CHUNK, length - at)));
    }
    return Integer.rotateRight((int) sum.getValue(), 15) + DELTA;
  }
}
