// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.schemas.HistoryEntry;
import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.Track;
import dev.segue.schemas.TrackEmbedding;
import dev.segue.schemas.Vectors;
import java.time.Instant;
import java.util.List;

/** Records with everything filled in that does not matter. */
final class Records {
  static final Instant TIME = Instant.parse("2024-05-01T12:00:00Z");

  private Records() {}

  static HistoryEntry entry(String userId, String trackId, int plays) {
    return HistoryEntry.newBuilder()
        .setUserId(userId)
        .setTrackId(trackId)
        .setFirstPlayedAt(TIME)
        .setLastPlayedAt(TIME.plusSeconds(plays))
        .setPlays(plays)
        .setLastEventId(userId + "-" + trackId + "-" + plays)
        .build();
  }

  static Track track(String trackId) {
    return Track.newBuilder()
        .setTrackId(trackId)
        .setTitle("Title of " + trackId)
        .setArtists(List.of("Artist"))
        .build();
  }

  static TrackEmbedding embedding(String trackId, float... vector) {
    return TrackEmbedding.newBuilder()
        .setTrackId(trackId)
        .setBackbone("mfcc")
        .setRevision("1")
        .setDimension(vector.length)
        .setVector(Vectors.encode(vector))
        .setAudioSha256("00")
        .setEmbeddedAt(TIME)
        .build();
  }

  static TrackEmbedding embedding(String revision, String trackId, float... vector) {
    return TrackEmbedding.newBuilder(embedding(trackId, vector)).setRevision(revision).build();
  }

  static ModelRelease release(String name, long version) {
    return release(name, version, "models/" + name, "00");
  }

  static ModelRelease release(String name, long version, String uri, String sha256) {
    return ModelRelease.newBuilder()
        .setName(name)
        .setVersion(version)
        .setAlgorithm(name)
        .setBackbone(name.equals("popularity") ? null : "mfcc")
        .setArtifactUri(uri)
        .setArtifactSha256(sha256)
        .setTrainedThrough(TIME)
        .setTrainedAt(TIME)
        .build();
  }
}
