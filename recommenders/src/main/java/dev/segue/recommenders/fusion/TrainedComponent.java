// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.fusion;

import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.CatalogueScorer;
import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * A trained component whose scores can be added to those of others: 0 for what it knows nothing
 * good of, 1 for its best unheard track. Scores of content, which are dense, count from their mean
 * up.
 */
record TrainedComponent(Component component, Recommender recommender) {
  /**
   * The scores of one listener.
   *
   * @param scores in the order of the catalogue
   * @param newcomers tracks outside the catalogue, from the best on
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Scores(float[] scores, List<ScoredTrack> newcomers, Scale scale) {}

  /** Turns a raw score into one from 0 to 1; of a newcomer it may be above. */
  record Scale(float from, float span) {
    float of(float raw) {
      return span > 0 ? Math.max(0, raw - from) / span : 0;
    }
  }

  /** The scores of several listeners; heard tracks have 0. */
  List<Scores> scores(List<History> histories, Catalogue catalogue) {
    if (recommender instanceof CatalogueScorer scorer) {
      return histories.stream()
          .map(history -> scaled(scorer.scores(history), List.of(), history, catalogue))
          .toList();
    }
    List<Scores> all = new ArrayList<>(histories.size());
    List<List<ScoredTrack>> lists =
        recommender.recommendAll(histories, Integer.MAX_VALUE, TrackFilter.ALL);
    for (int i = 0; i < lists.size(); i++) {
      all.add(of(lists.get(i), histories.get(i), catalogue));
    }
    return all;
  }

  boolean isContent() {
    return recommender instanceof ContentRecommender;
  }

  private Scores of(List<ScoredTrack> list, History history, Catalogue catalogue) {
    float[] raw = new float[catalogue.size()];
    Arrays.fill(raw, Float.NEGATIVE_INFINITY);
    List<ScoredTrack> newcomers = new ArrayList<>();
    for (ScoredTrack track : list) {
      int index = catalogue.indexOf(track.trackId());
      if (index >= 0) {
        raw[index] = track.score();
      } else {
        newcomers.add(track);
      }
    }
    return scaled(raw, newcomers, history, catalogue);
  }

  private Scores scaled(
      float[] raw, List<ScoredTrack> newcomers, History history, Catalogue catalogue) {
    BitSet heard = catalogue.heard(history);
    double sum = 0;
    int count = 0;
    float best = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < raw.length; i++) {
      if (!heard.get(i) && raw[i] > Float.NEGATIVE_INFINITY) {
        sum += raw[i];
        count++;
        best = Math.max(best, raw[i]);
      }
    }
    float from = isContent() && count > 0 ? (float) (sum / count) : 0;
    Scale scale = new Scale(from, Math.max(0, best - from));
    float[] scores = new float[raw.length];
    for (int i = 0; i < raw.length; i++) {
      scores[i] = heard.get(i) ? 0 : scale.of(raw[i]);
    }
    List<ScoredTrack> scaled =
        newcomers.stream()
            .map(track -> new ScoredTrack(track.trackId(), scale.of(track.score())))
            .toList();
    return new Scores(scores, scaled, scale);
  }
}
