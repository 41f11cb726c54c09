// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
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
      return new Gzip(in);
    }
    if (startsWith(magic, 'B', 'Z', 'h')) {
      return new Bzip2(in);
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

  /** Whether bytes follow the end of the archive that this stream unpacks. */
  static boolean bytesFollow(InputStream unpacked) throws IOException {
    return (unpacked instanceof Gzip gzip && gzip.bytesFollow())
        || (unpacked instanceof Bzip2 bzip2 && bzip2.bytesFollow());
  }

  /**
   * Unpacks the members of a gzip file. The JDK's stream gives what it has unpacked before it says
   * that the file is cut off, and ends where no further member follows.
   */
  private static final class Gzip extends GZIPInputStream {
    private static final int TRAILER = 8;

    Gzip(InputStream in) throws IOException {
      super(in, BUFFER);
    }

    boolean bytesFollow() throws IOException {
      return inf.getRemaining() > TRAILER || in.available() > 0;
    }
  }

  /** Unpacks the members of a bzip2 file, and gives what it has before it fails. */
  private static final class Bzip2 extends InputStream {
    private final BufferedInputStream in;
    private InputStream member;
    private boolean bytesFollow;
    private IOException failure;

    Bzip2(BufferedInputStream in) throws IOException {
      this.in = in;
      this.member = new BZip2CompressorInputStream(in, false);
    }

    boolean bytesFollow() {
      return bytesFollow;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = 0;
      try {
        while (count < length && failure == null && member != null) {
          int value = member.read();
          if (value < 0) {
            member = nextMember();
          } else {
            bytes[offset + count++] = (byte) value;
          }
        }
      } catch (IOException e) {
        failure = in.read() < 0 ? new EOFException(e.getMessage()) : e;
      }
      if (count == 0 && failure != null) {
        throw failure;
      }
      return count == 0 && length > 0 ? -1 : count;
    }

    private InputStream nextMember() throws IOException {
      in.mark(MAGIC_BYTES);
      byte[] magic = in.readNBytes(MAGIC_BYTES);
      in.reset();
      if (startsWith(magic, 'B', 'Z', 'h')) {
        return new BZip2CompressorInputStream(in, false);
      }
      bytesFollow = magic.length > 0;
      return null;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
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
