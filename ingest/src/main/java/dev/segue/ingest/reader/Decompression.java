// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;

/** Recognises gzip, bzip2, xz and zstd by their first bytes; everything else is read as it is. */
final class Decompression {
  private static final int MAGIC_BYTES = 6;
  private static final int BUFFER = 1 << 16;
  // xz -9 needs 65 MiB to unpack; a file that asks for more than this wants to hurt.
  private static final int XZ_MEMORY_KIB = 256 * 1024;

  private Decompression() {}

  static InputStream of(InputStream raw) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw, BUFFER);
    in.mark(MAGIC_BYTES);
    byte[] magic = in.readNBytes(MAGIC_BYTES);
    in.reset();
    if (startsWith(magic, 0x1F, 0x8B)) {
      return GzipCompressorInputStream.builder()
          .setInputStream(in)
          .setDecompressConcatenated(true)
          .get();
    }
    if (startsWith(magic, 'B', 'Z', 'h')) {
      return new BZip2CompressorInputStream(in, true);
    }
    if (startsWith(magic, 0xFD, '7', 'z', 'X', 'Z', 0)) {
      return XZCompressorInputStream.builder()
          .setInputStream(in)
          .setDecompressConcatenated(true)
          .setMemoryLimitKiB(XZ_MEMORY_KIB)
          .get();
    }
    if (startsWith(magic, 0x28, 0xB5, 0x2F, 0xFD)) {
      return new ZstdCompressorInputStream(in);
    }
    refuse(magic);
    return in;
  }

  private static void refuse(byte[] magic) throws IOException {
    if (startsWith(magic, 'P', 'K', 3, 4)) {
      throw unreadable("zip archive");
    }
    if (startsWith(magic, '7', 'z', 0xBC, 0xAF)) {
      throw unreadable("7z archive");
    }
    if (startsWith(magic, 'P', 'A', 'R', '1')) {
      throw unreadable("Parquet file");
    }
  }

  private static IOException unreadable(String kind) {
    return new IOException(
        String.format(
            Locale.ROOT,
            "it is a %s; unpack or convert it to text first (plain, gz, bz2, xz or zst)",
            kind));
  }

  private static boolean startsWith(byte[] bytes, int... expected) {
    if (bytes.length < expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if ((bytes[i] & 0xFF) != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
