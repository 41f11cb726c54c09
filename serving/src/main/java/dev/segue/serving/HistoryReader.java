// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.schemas.HistoryEntry;
import dev.segue.schemas.HistoryKey;
import dev.segue.schemas.Plays;
import dev.segue.schemas.Serdes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Reads histories from the store, which holds the topic as it is: entries that cannot be used are
 * passed over here, and went to the dead-letter topic when they came.
 */
final class HistoryReader {
  private HistoryReader() {}

  /** All that a listener has heard. */
  static History read(ReadOnlyKeyValueStore<String, byte[]> store, String userId) {
    List<HeardTrack> tracks = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> entries =
        store.prefixScan(HistoryKey.prefix(userId), new StringSerializer())) {
      while (entries.hasNext()) {
        var entry = entries.next();
        usable(entry.key, entry.value).map(HistoryReader::heard).ifPresent(tracks::add);
      }
    }
    return new History(userId, tracks);
  }

  /**
   * The entry in these bytes.
   *
   * @throws RuntimeException if they are not an entry, or not the one of this key
   */
  static HistoryEntry decode(String key, byte[] value) {
    HistoryKey expected = HistoryKey.parse(key);
    HistoryEntry entry = Serdes.HISTORY_ENTRY.fromBytes(value);
    if (!entry.getUserId().equals(expected.userId())
        || !entry.getTrackId().equals(expected.trackId())) {
      throw new IllegalArgumentException(
          "the key is of '%s' and '%s' but the entry of '%s' and '%s'"
              .formatted(
                  expected.userId(), expected.trackId(), entry.getUserId(), entry.getTrackId()));
    }
    if (entry.getPlays() < 1) {
      throw new IllegalArgumentException("the entry counts " + entry.getPlays() + " plays");
    }
    return entry;
  }

  private static Optional<HistoryEntry> usable(String key, byte[] value) {
    try {
      return Optional.of(decode(key, value));
    } catch (SerializationException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static HeardTrack heard(HistoryEntry entry) {
    HeardTrack heard =
        new HeardTrack(
            entry.getTrackId(),
            entry.getFirstPlayedAt().toEpochMilli(),
            entry.getLastPlayedAt().toEpochMilli(),
            entry.getPlays(),
            entry.getCompletions(),
            entry.getSkips(),
            entry.getLiked());
    return heard.withoutTimesAfter(Instant.now().plus(Plays.CLOCK_SKEW).toEpochMilli());
  }
}
