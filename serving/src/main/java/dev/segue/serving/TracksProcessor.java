// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.schemas.Serdes;
import dev.segue.schemas.Track;
import dev.segue.schemas.Tracks;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Follows the catalogue of tracks; a tombstone takes a track down, and its audio with it. */
final class TracksProcessor extends GlobalProcessor {
  private final TrackCatalogue catalogue;
  private final Consumer<String> takenDown;

  /**
   * Keeps this catalogue.
   *
   * @param takenDown takes the audio of each track that was taken down
   */
  TracksProcessor(
      TrackCatalogue catalogue,
      Consumer<String> takenDown,
      DeadLetterSender deadLetters,
      Consumer<ProducerRecord<byte[], byte[]>> sender) {
    super(StateStores.TRACKS, deadLetters, sender);
    this.catalogue = catalogue;
    this.takenDown = takenDown;
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

  @Override
  void replaced(byte[] stored, byte[] value) {
    if (stored != null && value == null) {
      String audioUri = Serdes.TRACK.fromBytes(stored).getAudioUri();
      if (audioUri != null) {
        takenDown.accept(audioUri);
      }
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
