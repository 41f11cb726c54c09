// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.schemas.Reason;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.RecommendedTrack;
import dev.segue.schemas.Track;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Builds what is answered: the records of the topics, with titles for people. */
final class Answers {
  private static final String SYNTHETIC = "synthetic";

  private final Queries queries;
  private final Playable playable;

  Answers(Queries queries, Playable playable) {
    this.queries = queries;
    this.playable = playable;
  }

  /** A track as the catalogue has it; title is null if nobody published one. */
  record TrackAnswer(
      String trackId,
      String title,
      List<String> artists,
      String album,
      String releasedAt,
      List<String> tags,
      Long durationMs,
      boolean audio,
      boolean synthetic) {}

  /** A recommended track. */
  record ItemAnswer(
      int rank, float score, @JsonUnwrapped TrackAnswer track, List<ReasonAnswer> because) {}

  /** A heard track that speaks for another. */
  record ReasonAnswer(String trackId, String title, float weight) {}

  /** A listener's list. */
  record ListAnswer(
      String userId,
      String generatedAt,
      String model,
      long modelVersion,
      long historyVersion,
      String causedBy,
      List<ItemAnswer> items) {}

  /** A track of a history. */
  record HeardAnswer(
      @JsonUnwrapped TrackAnswer track,
      String firstPlayedAt,
      String lastPlayedAt,
      int plays,
      int completions,
      int skips,
      int liked) {}

  /** A track near another. */
  record SimilarAnswer(int rank, float score, @JsonUnwrapped TrackAnswer track) {}

  ListAnswer list(Recommendations list, int limit) {
    return new ListAnswer(
        list.getUserId(),
        list.getGeneratedAt().toString(),
        list.getModel(),
        list.getModelVersion(),
        list.getHistoryVersion(),
        list.getCausedBy(),
        list.getItems().stream().limit(limit).map(this::item).toList());
  }

  HeardAnswer heard(HeardTrack heard) {
    return new HeardAnswer(
        track(heard.trackId()),
        Instant.ofEpochMilli(heard.firstPlayedAt()).toString(),
        Instant.ofEpochMilli(heard.lastPlayedAt()).toString(),
        heard.plays(),
        heard.completions(),
        heard.skips(),
        heard.liked());
  }

  SimilarAnswer similar(int rank, ScoredTrack track) {
    return new SimilarAnswer(rank, track.score(), track(track.trackId()));
  }

  /** What is known of a track; an id that is not in the catalogue stands for itself. */
  TrackAnswer track(String trackId) {
    return queries
        .track(trackId)
        .map(this::track)
        .orElseGet(
            () ->
                new TrackAnswer(
                    trackId, null, List.of(), null, null, List.of(), null, false, false));
  }

  TrackAnswer track(Track track) {
    return new TrackAnswer(
        track.getTrackId(),
        track.getTitle(),
        track.getArtists(),
        track.getAlbum(),
        Optional.ofNullable(track.getReleasedAt()).map(Instant::toString).orElse(null),
        track.getTags(),
        track.getDurationMs(),
        playable.test(track),
        track.getTags().contains(SYNTHETIC));
  }

  private ItemAnswer item(RecommendedTrack item) {
    return new ItemAnswer(
        item.getRank(),
        item.getScore(),
        track(item.getTrackId()),
        item.getBecause().stream().map(this::reason).toList());
  }

  private ReasonAnswer reason(Reason reason) {
    String title = queries.track(reason.getTrackId()).map(Track::getTitle).orElse(null);
    return new ReasonAnswer(reason.getTrackId(), title, reason.getWeight());
  }
}
