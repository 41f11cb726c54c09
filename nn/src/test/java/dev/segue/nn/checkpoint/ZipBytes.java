// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Writes zip files, also ones that no zip library would. */
final class ZipBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream list = new ByteArrayOutputStream();
  private int entries;
  private boolean wide;

  /** What a bad entry says of itself. */
  record Claim(int method, int flags, long unpacked, Integer crc, Integer local) {
    static Claim method(int method) {
      return new Claim(method, 0, -1, null, null);
    }

    static Claim encrypted() {
      return new Claim(0, 1, -1, null, null);
    }

    static Claim unpacked(long length) {
      return new Claim(0, 0, length, null, null);
    }

    static Claim crc(int crc) {
      return new Claim(0, 0, -1, crc, null);
    }

    static Claim local(int offset) {
      return new Claim(0, 0, -1, null, offset);
    }
  }

  /** Sizes and offsets in 64 bits from here on. */
  ZipBytes wide() {
    wide = true;
    return this;
  }

  ZipBytes add(String name, byte[] bytes) {
    return add(name, bytes, Claim.method(0));
  }

  ZipBytes add(String name, byte[] bytes, Claim claim) {
    byte[] encoded = name.getBytes(StandardCharsets.UTF_8);
    CRC32 sum = new CRC32();
    sum.update(bytes);
    int crc = claim.crc() == null ? (int) sum.getValue() : claim.crc();
    long local = claim.local() == null ? out.size() : claim.local();
    long unpacked = claim.unpacked() < 0 ? bytes.length : claim.unpacked();
    out.writeBytes(
        little(30 + encoded.length)
            .putInt(0x04034b50)
            .putInt(20 | claim.flags() << 16)
            .putShort((short) claim.method())
            .putInt(0)
            .putInt(crc)
            .putInt(bytes.length)
            .putInt((int) unpacked)
            .putInt(encoded.length)
            .put(encoded)
            .array());
    out.writeBytes(bytes);
    list.writeBytes(central(encoded, claim, crc, bytes.length, unpacked, local));
    entries++;
    return this;
  }

  private byte[] central(
      byte[] name, Claim claim, int crc, long packed, long unpacked, long local) {
    byte[] extra =
        wide
            ? little(28)
                .putInt(1 | 24 << 16)
                .putLong(unpacked)
                .putLong(packed)
                .putLong(local)
                .array()
            : new byte[0];
    return little(46 + name.length + extra.length)
        .putInt(0x02014b50)
        .putShort((short) 20)
        .putShort((short) 20)
        .putShort((short) claim.flags())
        .putShort((short) claim.method())
        .putInt(0)
        .putInt(crc)
        .putInt(wide ? -1 : (int) packed)
        .putInt(wide ? -1 : (int) unpacked)
        .putShort((short) name.length)
        .putShort((short) extra.length)
        .putInt(0)
        .putInt(0)
        .putShort((short) 0)
        .putInt(wide ? -1 : (int) local)
        .put(name)
        .put(extra)
        .array();
  }

  byte[] bytes() {
    int begin = out.size();
    out.writeBytes(list.toByteArray());
    if (wide) {
      wideEnd(begin);
    }
    out.writeBytes(
        little(22)
            .putInt(0x06054b50)
            .putInt(0)
            .putShort((short) (wide ? -1 : entries))
            .putShort((short) (wide ? -1 : entries))
            .putInt(wide ? -1 : list.size())
            .putInt(wide ? -1 : begin)
            .array());
    return out.toByteArray();
  }

  private void wideEnd(int begin) {
    int end = out.size();
    out.writeBytes(
        little(56)
            .putInt(0x06064b50)
            .putLong(44)
            .putInt(0)
            .putLong(0)
            .putLong(entries)
            .putLong(entries)
            .putLong(list.size())
            .putLong(begin)
            .array());
    out.writeBytes(little(20).putInt(0x07064b50).putInt(0).putLong(end).putInt(1).array());
  }

  private static ByteBuffer little(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
