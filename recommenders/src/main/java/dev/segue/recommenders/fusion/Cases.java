// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.fusion;

import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.History;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.ChronologicalSplit;
import dev.segue.recommenders.index.TopK;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What weights are learnt on: for each listener of a window the candidates that some component
 * ranks high, their scores by every component, and which of them were played.
 */
final class Cases {
  /** Candidates that each component names. */
  private static final int CANDIDATES = 250;

  /** Listeners in one call of a recommender. */
  private static final int BATCH = 64;

  private final List<Case> cases = new ArrayList<>();

  /**
   * One listener.
   *
   * @param scores candidate by candidate, one for each component and one for newcomers
   * @param played by candidate
   * @param truths tracks that were played, candidates or not
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Case(float[][] scores, boolean[] played, int truths) {}

  List<Case> all() {
    return cases;
  }

  /** Adds the listeners of a window. */
  void add(ChronologicalSplit split, List<TrainedComponent> components) {
    Catalogue catalogue = Catalogue.of(split.train());
    SortedMap<String, List<String>> truth = new TreeMap<>();
    split.test().forEach((user, tracks) -> truth.put(user, new ArrayList<>(tracks)));
    if (components.stream().anyMatch(TrainedComponent::isContent)) {
      split
          .coldTest()
          .forEach(
              (user, tracks) ->
                  truth.computeIfAbsent(user, known -> new ArrayList<>()).addAll(tracks));
    }
    Map<String, History> histories = new HashMap<>();
    for (TrainingSet.Listener listener : split.train().listeners()) {
      if (truth.containsKey(listener.userId())) {
        histories.put(listener.userId(), listener.history());
      }
    }
    List<String> users = List.copyOf(truth.keySet());
    for (int from = 0; from < users.size(); from += BATCH) {
      List<String> batch = users.subList(from, Math.min(users.size(), from + BATCH));
      add(batch, batch.stream().map(histories::get).toList(), truth, components, catalogue);
    }
  }

  private void add(
      List<String> users,
      List<History> histories,
      Map<String, List<String>> truth,
      List<TrainedComponent> components,
      Catalogue catalogue) {
    List<List<TrainedComponent.Scores>> scores =
        components.stream().map(one -> one.scores(histories, catalogue)).toList();
    for (int i = 0; i < users.size(); i++) {
      int user = i;
      cases.add(
          of(
              scores.stream().map(component -> component.get(user)).toList(),
              new HashSet<>(truth.get(users.get(i))),
              catalogue));
    }
  }

  private static Case of(
      List<TrainedComponent.Scores> scores, Set<String> truth, Catalogue catalogue) {
    Set<Integer> known = new LinkedHashSet<>();
    Map<String, Float> newcomers = new HashMap<>();
    for (TrainedComponent.Scores one : scores) {
      TopK top = new TopK(Math.min(CANDIDATES, one.scores().length), TopK.TieBreak.LOWER);
      for (int track = 0; track < one.scores().length; track++) {
        if (one.scores()[track] > 0) {
          top.offer(track, one.scores()[track]);
        }
      }
      Arrays.stream(top.drain().items()).forEach(known::add);
      one.newcomers().stream()
          .limit(CANDIDATES)
          .forEach(track -> newcomers.merge(track.trackId(), track.score(), Math::max));
    }
    float[][] rows = new float[known.size() + newcomers.size()][scores.size() + 1];
    boolean[] played = new boolean[rows.length];
    int row = 0;
    for (int track : known.stream().sorted().toList()) {
      for (int c = 0; c < scores.size(); c++) {
        rows[row][c] = scores.get(c).scores()[track];
      }
      played[row++] = truth.contains(catalogue.id(track));
    }
    for (ScoredTrack track : sorted(newcomers)) {
      rows[row][scores.size()] = track.score();
      played[row++] = truth.contains(track.trackId());
    }
    return new Case(rows, played, truth.size());
  }

  private static List<ScoredTrack> sorted(Map<String, Float> newcomers) {
    return new TreeMap<>(newcomers)
        .entrySet().stream().map(one -> new ScoredTrack(one.getKey(), one.getValue())).toList();
  }
}
