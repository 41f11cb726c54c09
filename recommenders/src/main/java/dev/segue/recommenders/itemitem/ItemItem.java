// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.itemitem;

import dev.segue.nn.safetensors.Safetensors;
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
import java.util.Map;

/**
 * Item-item cosine: score(b) is the sum over the heard tracks a of co(a, b) / sqrt(users(a) ·
 * users(b)). co counts the listeners who have both among their last tracks, users counts over whole
 * histories.
 */
public final class ItemItem implements Algorithm {
  static final String NAME = "item-item";

  private record Hyperparameters(int maxHistory, int neighbours) {
    static Hyperparameters read(AlgorithmSettings settings) {
      SettingsReader reader = new SettingsReader(NAME, settings);
      Hyperparameters read =
          new Hyperparameters(
              (int) reader.number("max-history", 100, 1, Integer.MAX_VALUE),
              (int) reader.number("neighbours", 0, 0, Integer.MAX_VALUE));
      reader.finish();
      return read;
    }
  }

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
    Hyperparameters.read(settings);
  }

  @Override
  public Recommender train(
      TrainingSet data, TrackVectors content, AlgorithmSettings settings, TrainingRun run)
      throws InterruptedException {
    Hyperparameters read = Hyperparameters.read(settings);
    Catalogue catalogue = Catalogue.of(data);
    CoPlays plays = CoPlays.of(data, catalogue, read.maxHistory());
    return new ItemItemRecommender(
        catalogue, plays.similarities(read.neighbours(), run.listener()));
  }

  @Override
  public void save(Recommender recommender, Path folder) throws IOException {
    ItemItemRecommender model = (ItemItemRecommender) recommender;
    model.catalogue().save(folder);
    Safetensors.write(folder.resolve(Artifact.MODEL), model.similarities().tensors(), Map.of());
  }

  @Override
  public Recommender load(Artifact artifact, TrackVectors content) throws IOException {
    Catalogue catalogue = Catalogue.load(artifact.folder());
    Safetensors model = Safetensors.open(artifact.folder().resolve(Artifact.MODEL));
    return new ItemItemRecommender(catalogue, SimilarityRows.read(model, catalogue.size()));
  }
}
