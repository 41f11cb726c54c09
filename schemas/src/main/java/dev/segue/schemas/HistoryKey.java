// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * The key of a {@link HistoryEntry}: {@code userId U+0000 trackId}.
 *
 * <p>U+0000 cannot stand in an id (see {@link Ids}), so the key splits in one way only, and all
 * entries of a user are neighbours in an ordered store.
 */
public record HistoryKey(String userId, String trackId) {
  private static final char SEPARATOR = '\u0000';

  /**
   * The parts of a key.
   *
   * @throws IllegalArgumentException if the key has no separator
   */
  public static HistoryKey parse(String key) {
    int at = key.indexOf(SEPARATOR);
    if (at < 0) {
      throw new IllegalArgumentException("history key without a U+0000: '" + key + "'");
    }
    return new HistoryKey(key.substring(0, at), key.substring(at + 1));
  }

  /** What every key of this user begins with. */
  public static String prefix(String userId) {
    return userId + SEPARATOR;
  }

  /** The partition of a user's entries: the one that Kafka's default gives to the bare userId. */
  public static int partition(String userId, int partitions) {
    return Utils.toPositive(Utils.murmur2(userId.getBytes(StandardCharsets.UTF_8))) % partitions;
  }

  @Override
  public String toString() {
    return userId + SEPARATOR + trackId;
  }
}
