// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Event ids from what a row says: 128 bits of SHA-256 over user, track, time and how often this
 * very triple stood in the log before. The same log read again, whole or in another order, gives
 * the same ids.
 *
 * <p>Memory is bounded: a triple is remembered for {@value #WINDOW} further distinct ones. Equal
 * triples are neighbours in every log sorted by time or by user; two that are farther apart get the
 * same id and count once. For one thread.
 */
final class EventIds {
  private static final int WINDOW = 1 << 16;
  private static final int ID_BYTES = 16;

  private final MessageDigest digest;
  private final Map<Long, Integer> seen =
      new LinkedHashMap<>(2 * WINDOW) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
          return size() > WINDOW;
        }
      };

  EventIds() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  String of(String userId, String trackId, Instant playedAt) {
    byte[] user = userId.getBytes(StandardCharsets.UTF_8);
    byte[] track = trackId.getBytes(StandardCharsets.UTF_8);
    ByteBuffer content =
        ByteBuffer.allocate(Integer.BYTES + user.length + track.length + Long.BYTES)
            .putInt(user.length)
            .put(user)
            .put(track)
            .putLong(playedAt.toEpochMilli());
    byte[] triple = digest.digest(content.array());
    int ordinal = seen.merge(ByteBuffer.wrap(triple).getLong(), 1, Integer::sum) - 1;
    byte[] id = ordinal == 0 ? triple : repeated(triple, ordinal);
    return HexFormat.of().formatHex(id, 0, ID_BYTES);
  }

  private byte[] repeated(byte[] triple, int ordinal) {
    digest.update(triple);
    return digest.digest(ByteBuffer.allocate(Integer.BYTES).putInt(ordinal).array());
  }
}
