// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.History;
import dev.segue.runtime.http.Problem;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Track;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Reads the stores of this instance for HTTP. Every method throws a {@link Problem} of status 503
 * while the stores are being restored or moved.
 */
final class Queries {
  private final StoreReader stores;

  Queries(StoreReader stores) {
    this.stores = stores;
  }

  /** The problem of a question that can be answered soon. */
  static Problem notYet(String why) {
    return new Problem(503, "Service Unavailable", why + " Ask again in a second.")
        .header("Retry-After", "1");
  }

  /** A listener's list; empty if there is none yet. */
  Optional<Recommendations> recommendations(String userId) {
    return from(StateStores.LISTS, store -> Optional.ofNullable(store.get(userId)))
        .map(Serdes.RECOMMENDATIONS::fromBytes);
  }

  /** Whether a listener has been seen. */
  boolean knows(String userId) {
    return from(StateStores.SUMMARIES, store -> store.get(userId) != null);
  }

  /** All that a listener has heard; empty if the listener is unknown. */
  History history(String userId) {
    return from(StateStores.HISTORIES, store -> HistoryReader.read(store, userId));
  }

  /** Listeners whose ids begin with a prefix. */
  List<String> users(String prefix, int limit) {
    return from(
        StateStores.SUMMARIES,
        store -> {
          try (var entries =
              prefix.isEmpty() ? store.all() : store.prefixScan(prefix, new StringSerializer())) {
            List<String> users = new ArrayList<>();
            while (entries.hasNext() && users.size() < limit) {
              users.add(entries.next().key);
            }
            return users;
          }
        });
  }

  /** A track of the catalogue. */
  Optional<Track> track(String trackId) {
    return from(StateStores.TRACKS, store -> Optional.ofNullable(store.get(trackId)))
        .flatMap(Queries::decode);
  }

  /** The newest record of a track that the embedder refused, if it can be read. */
  Optional<Track> refused(String trackId) {
    return from(StateStores.REFUSED_TRACKS, store -> Optional.ofNullable(store.get(trackId)))
        .flatMap(Queries::readable);
  }

  /** Those of some audio names that tracks of the catalogue use. */
  Set<String> usedAudio(Set<String> names) {
    Set<String> used = new HashSet<>();
    from(
        StateStores.TRACKS,
        store -> {
          try (KeyValueIterator<String, byte[]> entries = store.all()) {
            while (entries.hasNext()) {
              decode(entries.next().value)
                  .map(Track::getAudioUri)
                  .filter(names::contains)
                  .ifPresent(used::add);
            }
            return used;
          }
        });
    return used;
  }

  private static Optional<Track> readable(byte[] track) {
    try {
      return Optional.of(Serdes.TRACK.fromBytes(track));
    } catch (SerializationException e) {
      return Optional.empty();
    }
  }

  /** Tracks of the catalogue in order of their ids, without their lyrics. */
  List<Track> tracks(Predicate<Track> wanted, int limit) {
    return from(
        StateStores.TRACKS,
        store -> {
          try (KeyValueIterator<String, byte[]> entries = store.all()) {
            List<Track> tracks = new ArrayList<>();
            while (entries.hasNext() && tracks.size() < limit) {
              decode(entries.next().value)
                  .filter(wanted)
                  .map(Queries::withoutLyrics)
                  .ifPresent(tracks::add);
            }
            return tracks;
          }
        });
  }

  // A thousand tracks with their lyrics would not fit in the heap; no answer shows them.
  private static Track withoutLyrics(Track track) {
    return Track.newBuilder(track).setLyrics(null).build();
  }

  private static Optional<Track> decode(byte[] stamped) {
    return Optional.ofNullable(Stamped.of(stamped).value()).map(Serdes.TRACK::fromBytes);
  }

  private <T> T from(String name, Function<ReadOnlyKeyValueStore<String, byte[]>, T> question) {
    try {
      return question.apply(stores.store(name));
    } catch (InvalidStateStoreException e) {
      throw notYet("The state is being restored.");
    }
  }
}
