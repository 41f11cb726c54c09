// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where the list of a zip file's entries lies. The numbers are those of the ZIP64 record if there
 * is one.
 *
 * <p>Source: PKWARE's APPNOTE 6.3.10, sections 4.3.14 to 4.3.16.
 */
record ZipDirectory(long begin, long length, long entries) {
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_LENGTH = 22;
  private static final int MAX_COMMENT = 0xffff;
  private static final int LOCATOR_SIGNATURE = 0x07064b50;
  private static final int LOCATOR_LENGTH = 20;
  private static final int END64_SIGNATURE = 0x06064b50;
  private static final int END64_LENGTH = 56;

  /** A million entries of 64 bytes; published checkpoints have some thousands. */
  private static final long MAX_LENGTH = 1L << 26;

  static ZipDirectory find(MappedFile file) throws IOException {
    long tailBegin = Math.max(0, file.size() - END_LENGTH - MAX_COMMENT);
    ByteBuffer tail = file.slice(tailBegin, file.size() - tailBegin);
    int end = findEnd(tail);
    ZipDirectory found = fromEnd(tail, end);
    if (end >= LOCATOR_LENGTH && tail.getInt(end - LOCATOR_LENGTH) == LOCATOR_SIGNATURE) {
      found = fromEnd64(file, tail.getLong(end - LOCATOR_LENGTH + 8));
    }
    found.check(tailBegin + end);
    return found;
  }

  ByteBuffer bytes(MappedFile file) throws IOException {
    return file.slice(begin, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int findEnd(ByteBuffer tail) throws CheckpointException {
    for (int at = tail.limit() - END_LENGTH; at >= 0; at--) {
      if (tail.getInt(at) == END_SIGNATURE
          && (tail.getShort(at + 20) & 0xffff) == tail.limit() - at - END_LENGTH) {
        return at;
      }
    }
    throw new CheckpointException("the zip file has no end; it is cut off: copy it again");
  }

  private static ZipDirectory fromEnd(ByteBuffer tail, int at) {
    return new ZipDirectory(
        Integer.toUnsignedLong(tail.getInt(at + 16)),
        Integer.toUnsignedLong(tail.getInt(at + 12)),
        tail.getShort(at + 10) & 0xffff);
  }

  private static ZipDirectory fromEnd64(MappedFile file, long at) throws IOException {
    ByteBuffer end = file.slice(at, END64_LENGTH);
    if (end.getInt(0) != END64_SIGNATURE) {
      throw new CheckpointException("the zip file has no ZIP64 end where it says; it is damaged");
    }
    return new ZipDirectory(end.getLong(48), end.getLong(40), end.getLong(32));
  }

  private void check(long fileEnd) throws CheckpointException {
    if (begin < 0 || length < 0 || length > fileEnd - begin || length > MAX_LENGTH) {
      throw new CheckpointException(
          "the list of the zip file's entries has %d bytes from %d on, but must end before %d"
                  .formatted(length, begin, fileEnd)
              + " and have at most "
              + MAX_LENGTH);
    }
    if (entries < 0 || entries > length / ZipEntryReader.CENTRAL_LENGTH) {
      throw new CheckpointException(
          "the zip file claims %d entries in a list of %d bytes".formatted(entries, length));
    }
  }
}
