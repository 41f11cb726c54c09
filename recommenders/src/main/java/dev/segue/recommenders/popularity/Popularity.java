// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.popularity;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.SettingsReader;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import java.io.IOException;
import java.nio.file.Path;

/** Tracks by their number of distinct listeners. */
public final class Popularity implements Algorithm {
  private static final String NAME = "popularity";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean needsContent() {
    return false;
  }

  @Override
  public void check(AlgorithmSettings settings) {
    new SettingsReader(NAME, settings).finish();
  }

  @Override
  public Recommender train(
      TrainingSet data, TrackVectors content, AlgorithmSettings settings, TrainingRun run) {
    new SettingsReader(NAME, settings).finish();
    Catalogue catalogue = Catalogue.of(data);
    long[] listeners = new long[catalogue.size()];
    for (TrainingSet.Listener one : data.listeners()) {
      for (Interaction interaction : one.interactions()) {
        listeners[catalogue.indexOf(interaction.heard().trackId())]++;
      }
    }
    return new PopularityRecommender(NAME, catalogue, listeners, new long[listeners.length]);
  }

  @Override
  public void save(Recommender recommender, Path folder) throws IOException {
    ((PopularityRecommender) recommender).save(folder);
  }

  @Override
  public Recommender load(Artifact artifact, TrackVectors content) throws IOException {
    return PopularityRecommender.load(NAME, artifact);
  }
}
