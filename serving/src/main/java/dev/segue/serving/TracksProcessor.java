// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.schemas.Serdes;
import dev.segue.schemas.Track;
import dev.segue.schemas.Tracks;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Follows the catalogue of tracks; a tombstone takes a track down. */
final class TracksProcessor extends GlobalProcessor {
  private final TrackCatalogue catalogue;

  TracksProcessor(
      TrackCatalogue catalogue,
      DeadLetterSender deadLetters,
      Consumer<ProducerRecord<byte[], byte[]>> sender) {
    super(StateStores.TRACKS, deadLetters, sender);
    this.catalogue = catalogue;
  }

  @Override
  void apply(String trackId, byte[] value, long learnedAt) {
    if (value == null) {
      catalogue.takeDown(trackId, learnedAt);
    } else {
      Track track = Serdes.TRACK.fromBytes(value);
      requireKey(trackId, track.getTrackId());
      requireUsable(track);
      catalogue.list(trackId, track.getAudioUri() != null, learnedAt);
    }
  }

  private static void requireUsable(Track track) {
    Tracks.problem(track)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem);
            });
  }
}
