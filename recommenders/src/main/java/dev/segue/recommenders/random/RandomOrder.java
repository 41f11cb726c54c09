// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.random;

import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.SettingsReader;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Tracks in an order that depends on the seed, the listener and nothing else. */
public final class RandomOrder implements Algorithm {
  static final String NAME = "random";

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
    return new RandomRecommender(Catalogue.of(data), settings.seed());
  }

  @Override
  public void save(Recommender recommender, Path folder) throws IOException {
    RandomRecommender model = (RandomRecommender) recommender;
    model.catalogue().save(folder);
    Tensor seed = Tensor.of("seed", new long[] {model.seed()});
    Safetensors.write(folder.resolve(Artifact.MODEL), List.of(seed), Map.of());
  }

  @Override
  public Recommender load(Artifact artifact, TrackVectors content) throws IOException {
    Safetensors model = Safetensors.open(artifact.folder().resolve(Artifact.MODEL));
    return new RandomRecommender(
        Catalogue.load(artifact.folder()), model.tensor("seed").toLongs()[0]);
  }
}
