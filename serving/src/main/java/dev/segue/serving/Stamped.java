// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A value of a global store: when this instance learned of it, then the bytes as they came. A
 * tombstone is remembered as a stamp without bytes.
 *
 * @param learnedAt ms since 1970 by this machine's clock
 * @param value as received; null for a tombstone
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
record Stamped(long learnedAt, byte[] value) {
  byte[] toBytes() {
    byte[] body = value == null ? new byte[0] : value;
    return ByteBuffer.allocate(Long.BYTES + body.length).putLong(learnedAt).put(body).array();
  }

  static Stamped of(byte[] bytes) {
    long learnedAt = ByteBuffer.wrap(bytes).getLong();
    byte[] value =
        bytes.length == Long.BYTES ? null : Arrays.copyOfRange(bytes, Long.BYTES, bytes.length);
    return new Stamped(learnedAt, value);
  }
}
