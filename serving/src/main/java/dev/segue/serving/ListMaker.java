// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.History;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.schemas.Reason;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.RecommendedTrack;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Turns what a model answers into records. */
final class ListMaker {
  private static final float[] NO_PROFILE = {};

  private final int reasons;

  /** Gives at most so many reasons for each track. */
  ListMaker(int reasons) {
    this.reasons = reasons;
  }

  /** The record of a list, each track with its reasons. */
  Recommendations record(
      Served served, History history, List<ScoredTrack> list, String cause, long now) {
    List<List<Reason>> because = because(served.recommender(), history, list);
    List<RecommendedTrack> items = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      ScoredTrack track = list.get(i);
      items.add(new RecommendedTrack(i + 1, track.trackId(), track.score(), because.get(i)));
    }
    return Recommendations.newBuilder()
        .setUserId(history.userId())
        .setGeneratedAt(Instant.ofEpochMilli(now))
        .setModel(served.model())
        .setModelVersion(served.version())
        .setHistoryVersion(history.version())
        .setItems(items)
        .setCausedBy(cause.isEmpty() ? null : cause)
        .build();
  }

  /** What the model knows of the listeners' tastes, in their order; empty for other models. */
  static List<float[]> profiles(Served served, List<History> histories) {
    return served
        .content()
        .map(content -> content.profiles(histories))
        .orElseGet(() -> Collections.nCopies(histories.size(), NO_PROFILE));
  }

  /** Whether a record says what would be said now. */
  static boolean says(
      Recommendations known, Served served, History history, List<ScoredTrack> list) {
    return known.getModel().equals(served.model())
        && known.getModelVersion() == served.version()
        && known.getHistoryVersion() == history.version()
        && sameItems(known.getItems(), list);
  }

  private static boolean sameItems(List<RecommendedTrack> known, List<ScoredTrack> list) {
    if (known.size() != list.size()) {
      return false;
    }
    for (int i = 0; i < list.size(); i++) {
      if (!known.get(i).getTrackId().equals(list.get(i).trackId())
          || Float.compare(known.get(i).getScore(), list.get(i).score()) != 0) {
        return false;
      }
    }
    return true;
  }

  private List<List<Reason>> because(Recommender model, History history, List<ScoredTrack> list) {
    if (reasons == 0) {
      return Collections.nCopies(list.size(), List.of());
    }
    List<String> tracks = list.stream().map(ScoredTrack::trackId).toList();
    return model.explainAll(history, tracks, reasons).stream().map(ListMaker::records).toList();
  }

  private static List<Reason> records(List<dev.segue.recommenders.Reason> reasons) {
    return reasons.stream().map(reason -> new Reason(reason.trackId(), reason.weight())).toList();
  }
}
