// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.protocol;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Offers everybody these tracks in this order, less the heard ones. */
record FixedList(List<String> tracks) implements Recommender {
  @Override
  public String algorithm() {
    return "fixed";
  }

  @Override
  public List<ScoredTrack> recommend(History history, int k, TrackFilter filter) {
    Set<String> heard =
        history.tracks().stream().map(HeardTrack::trackId).collect(Collectors.toSet());
    return tracks.stream()
        .filter(filter::accepts)
        .filter(track -> !heard.contains(track))
        .limit(k)
        .map(track -> new ScoredTrack(track, 1))
        .toList();
  }

  @Override
  public List<Reason> explain(History history, String trackId, int n) {
    return List.of();
  }

  /** Trains it, with a learning curve of two points. */
  record Training(List<String> tracks) implements Algorithm {
    @Override
    public String name() {
      return "fixed";
    }

    @Override
    public boolean needsContent() {
      return false;
    }

    @Override
    public void check(AlgorithmSettings settings) {
      // It has none.
    }

    @Override
    public Recommender train(
        TrainingSet data, TrackVectors content, AlgorithmSettings settings, TrainingRun run) {
      run.listener().measured("loss", 1, 0.5);
      run.listener().measured("loss", 2, 0.25);
      return new FixedList(tracks);
    }

    @Override
    public void save(Recommender recommender, Path folder) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Recommender load(Artifact artifact, TrackVectors content) {
      throw new UnsupportedOperationException();
    }
  }
}
