// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.fusion;

import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Ranking;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.index.TopK;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds up the weighted scores of its components. */
class FusionRecommender implements Recommender {
  private static final int BATCH = 64;

  private final Catalogue catalogue;
  private final List<TrainedComponent> components;
  private final Weights weights;

  FusionRecommender(Catalogue catalogue, List<TrainedComponent> components, Weights weights) {
    this.catalogue = catalogue;
    this.components = List.copyOf(components);
    this.weights = weights;
  }

  /** A content recommender if one of the components is. */
  static FusionRecommender of(
      Catalogue catalogue, List<TrainedComponent> components, Weights weights) {
    return components.stream().anyMatch(TrainedComponent::isContent)
        ? new ContentFusionRecommender(catalogue, components, weights)
        : new FusionRecommender(catalogue, components, weights);
  }

  Catalogue catalogue() {
    return catalogue;
  }

  List<TrainedComponent> components() {
    return components;
  }

  Weights weights() {
    return weights;
  }

  @Override
  public String algorithm() {
    return Fusion.NAME;
  }

  @Override
  public List<ScoredTrack> recommend(History history, int k, TrackFilter filter) {
    return recommendAll(List.of(history), k, filter).get(0);
  }

  @Override
  public List<List<ScoredTrack>> recommendAll(List<History> histories, int k, TrackFilter filter) {
    Ranking.checked(k, 0);
    List<List<ScoredTrack>> lists = new ArrayList<>(histories.size());
    for (int from = 0; from < histories.size(); from += BATCH) {
      List<History> batch = histories.subList(from, Math.min(histories.size(), from + BATCH));
      List<List<TrainedComponent.Scores>> scores =
          components.stream().map(one -> one.scores(batch, catalogue)).toList();
      for (int i = 0; i < batch.size(); i++) {
        int user = i;
        lists.add(
            rank(
                batch.get(i),
                scores.stream().map(component -> component.get(user)).toList(),
                k,
                filter));
      }
    }
    return lists;
  }

  private List<ScoredTrack> rank(
      History history, List<TrainedComponent.Scores> scores, int k, TrackFilter filter) {
    float[] fused = new float[catalogue.size()];
    for (int track = 0; track < fused.length; track++) {
      double sum = 0;
      for (int c = 0; c < scores.size(); c++) {
        sum += weights.values()[c] * scores.get(c).scores()[track];
      }
      fused[track] = (float) sum;
    }
    BitSet heard = catalogue.heard(history);
    List<ScoredTrack> known = Ranking.best(catalogue, fused, heard, k, filter);
    List<ScoredTrack> newcomers = newcomers(scores, filter);
    return newcomers.isEmpty() ? known : merged(known, newcomers, k);
  }

  private List<ScoredTrack> newcomers(List<TrainedComponent.Scores> scores, TrackFilter filter) {
    Map<String, Float> best = new HashMap<>();
    for (TrainedComponent.Scores one : scores) {
      for (ScoredTrack track : one.newcomers()) {
        if (filter.accepts(track.trackId())) {
          best.merge(track.trackId(), (float) (weights.newcomer() * track.score()), Math::max);
        }
      }
    }
    return best.entrySet().stream()
        .map(one -> new ScoredTrack(one.getKey(), one.getValue()))
        .toList();
  }

  /** Equal scores: known tracks first, then by id. */
  private static List<ScoredTrack> merged(
      List<ScoredTrack> known, List<ScoredTrack> newcomers, int k) {
    List<ScoredTrack> all = new ArrayList<>(known);
    newcomers.stream().sorted(Comparator.comparing(ScoredTrack::trackId)).forEach(all::add);
    TopK top = new TopK(Math.min(k, all.size()), TopK.TieBreak.LOWER);
    for (int i = 0; i < all.size(); i++) {
      top.offer(i, all.get(i).score());
    }
    List<ScoredTrack> best = new ArrayList<>();
    for (int i : top.drain().items()) {
      best.add(all.get(i));
    }
    return best;
  }

  /** The reasons of all components, each component's weighed by what it adds to the score. */
  @Override
  public List<Reason> explain(History history, String trackId, int n) {
    Map<String, Double> shares = new HashMap<>();
    for (int c = 0; c < components.size(); c++) {
      TrainedComponent component = components.get(c);
      int index = catalogue.indexOf(trackId);
      double part = index < 0 ? weights.newcomer() : weights.values()[c];
      List<Reason> reasons =
          part > 0 ? component.recommender().explain(history, trackId, n) : List.of();
      double total = reasons.stream().mapToDouble(Reason::weight).sum();
      reasons.forEach(
          reason -> shares.merge(reason.trackId(), part * reason.weight() / total, Double::sum));
    }
    return shares.entrySet().stream()
        .map(one -> new Reason(one.getKey(), one.getValue().floatValue()))
        .sorted(
            Comparator.comparingDouble((Reason reason) -> -reason.weight())
                .thenComparing(Reason::trackId))
        .limit(n)
        .toList();
  }

  @Override
  public void close() {
    components.forEach(one -> one.recommender().close());
  }
}
