// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the headers of entries that are stored, not compressed, one after another.
 *
 * <p>Source: PKWARE's APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.5.3.
 */
final class ZipEntryReader {
  /** Bytes of an entry in the list, without its name and what follows. */
  static final int CENTRAL_LENGTH = 46;

  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int LOCAL_LENGTH = 30;
  private static final int ZIP64_FIELD = 1;
  private static final long IN_ZIP64 = 0xffffffffL;

  private final MappedFile file;
  private final ZipDirectory directory;
  private final ByteBuffer list;

  /** An entry; its bytes begin at {@code begin} of the file. */
  record Entry(String name, long begin, long length, int crc) {
    long end() {
      return begin + length;
    }
  }

  ZipEntryReader(MappedFile file, ZipDirectory directory) throws IOException {
    this.file = file;
    this.directory = directory;
    this.list = directory.bytes(file);
  }

  Entry next() throws IOException {
    int at = list.position();
    need(CENTRAL_LENGTH);
    if (list.getInt(at) != CENTRAL_SIGNATURE) {
      throw new CheckpointException("the list of the zip file's entries is damaged");
    }
    int nameLength = list.getShort(at + 28) & 0xffff;
    int extraLength = list.getShort(at + 30) & 0xffff;
    int commentLength = list.getShort(at + 32) & 0xffff;
    need(CENTRAL_LENGTH + nameLength + extraLength + commentLength);
    String name = text(list, at + CENTRAL_LENGTH, nameLength);
    checkStored(name, list.getShort(at + 8), list.getShort(at + 10));
    ByteBuffer extra =
        list.slice(at + CENTRAL_LENGTH + nameLength, extraLength).order(list.order());
    list.position(at + CENTRAL_LENGTH + nameLength + extraLength + commentLength);
    ByteBuffer wide = zip64(extra);
    long length = wide(list.getInt(at + 24), wide, name);
    long packed = wide(list.getInt(at + 20), wide, name);
    long local = wide(list.getInt(at + 42), wide, name);
    if (length != packed) {
      throw new CheckpointException(
          "entry %s says it is stored, but has %d bytes and unpacks to %d"
              .formatted(Quoted.of(name), packed, length));
    }
    return new Entry(name, dataBegin(name, local, length), length, list.getInt(at + 16));
  }

  private void need(int bytes) throws CheckpointException {
    if (list.remaining() < bytes) {
      throw new CheckpointException("the list of the zip file's entries ends too early");
    }
  }

  private static void checkStored(String name, short flags, short method)
      throws CheckpointException {
    if ((flags & 1) != 0) {
      throw new CheckpointException("entry " + Quoted.of(name) + " is encrypted");
    }
    if (method != 0) {
      throw new CheckpointException(
          ("entry %s is compressed (method %d), which torch.save never does: zip it again with"
                  + " `zip -0`; or if it is a TorchScript module, save module.state_dict()")
              .formatted(Quoted.of(name), method));
    }
  }

  private static ByteBuffer zip64(ByteBuffer extra) {
    while (extra.remaining() >= 4) {
      int id = extra.getShort() & 0xffff;
      int length = Math.min(extra.getShort() & 0xffff, extra.remaining());
      if (id == ZIP64_FIELD) {
        return extra.slice(extra.position(), length).order(extra.order());
      }
      extra.position(extra.position() + length);
    }
    return ByteBuffer.allocate(0);
  }

  /** A field of 32 bits, or the next one of the ZIP64 field where that says so. */
  private static long wide(int field, ByteBuffer wide, String name) throws CheckpointException {
    long value = Integer.toUnsignedLong(field);
    if (value != IN_ZIP64) {
      return value;
    }
    if (wide.remaining() < Long.BYTES) {
      throw new CheckpointException("entry " + Quoted.of(name) + " lacks its ZIP64 size");
    }
    return wide.getLong();
  }

  private long dataBegin(String name, long local, long length) throws IOException {
    ByteBuffer header = file.slice(local, LOCAL_LENGTH);
    int nameLength = header.getShort(26) & 0xffff;
    long begin = local + LOCAL_LENGTH + nameLength + (header.getShort(28) & 0xffff);
    if (header.getInt(0) != LOCAL_SIGNATURE
        || !text(file.slice(local + LOCAL_LENGTH, nameLength), 0, nameLength).equals(name)) {
      throw new CheckpointException(
          "entry %s is not at offset %d as the list says".formatted(Quoted.of(name), local));
    }
    if (length < 0 || begin > directory.begin() || length > directory.begin() - begin) {
      throw new CheckpointException(
          "entry %s has %d bytes from %d on, but the entries end at %d"
              .formatted(Quoted.of(name), length, begin, directory.begin()));
    }
    return begin;
  }

  private static String text(ByteBuffer bytes, int begin, int length) {
    byte[] text = new byte[length];
    bytes.get(begin, text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
