// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.http;

import dev.segue.schemas.Ids;
import dev.segue.schemas.Track;
import dev.segue.schemas.Tracks;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Tracks as callers write them. */
final class TrackJson {
  private static final Set<String> FIELDS =
      new TreeSet<>(
          Set.of(
              "trackId",
              "title",
              "artists",
              "album",
              "releasedAt",
              "language",
              "tags",
              "lyrics",
              "audioUri",
              "durationMs"));

  private TrackJson() {}

  /** The track in this text; its id may be empty, which stands for "derive it". */
  static Track read(String text) throws BadInput {
    JsonFields fields = JsonFields.of(text, FIELDS);
    String trackId = fields.string("trackId");
    Long durationMs = fields.integer("durationMs");
    if (durationMs != null && durationMs <= 0) {
      throw new BadInput("durationMs has to be above 0, not " + durationMs);
    }
    Track track =
        Track.newBuilder()
            .setTrackId(trackId == null ? "" : checkedId(trackId))
            .setTitle(fields.string("title"))
            .setArtists(fields.strings("artists"))
            .setAlbum(fields.string("album"))
            .setReleasedAt(fields.time("releasedAt"))
            .setLanguage(fields.string("language"))
            .setTags(fields.strings("tags"))
            .setLyrics(fields.string("lyrics"))
            .setAudioUri(fields.string("audioUri"))
            .setDurationMs(durationMs)
            .build();
    Optional<String> problem = Tracks.problem(track);
    if (problem.isPresent()) {
      throw new BadInput(problem.get());
    }
    return track;
  }

  static String checkedId(String trackId) throws BadInput {
    Optional<String> problem = Ids.problem("trackId", trackId);
    if (problem.isPresent()) {
      throw new BadInput(problem.get());
    }
    return trackId;
  }
}
