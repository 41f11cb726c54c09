// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.neuralitemitem;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.training.Fingerprint;
import dev.segue.recommenders.training.ValidationWindow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Neural item-item: score(b) is the sum over the heard tracks a of weight(a) · heard(a) ·
 * wanted(b), plus bias(b). The similarity matrix in factored form is that of FISM (Kabbur, Ning and
 * Karypis, KDD 2013); it is learned as a linear denoising autoencoder with a softmax over the
 * tracks (Mult-DAE without hidden layers: Liang et al., WWW 2018). With content both vectors of a
 * track are projections of its content vector, so that a new track is scored at once.
 */
public final class NeuralItemItem implements Algorithm {
  static final String NAME = "neural-item-item";

  /** Content of which nothing is known but that there is some. */
  private static final TrackVectors SOME = new TrackVectors(1, Map.of());

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean needsContent() {
    return true;
  }

  @Override
  public void check(AlgorithmSettings settings) {
    NeuralItemItemSettings.read(settings, SOME, 1);
  }

  @Override
  public Recommender train(
      TrainingSet data, TrackVectors content, AlgorithmSettings settings, TrainingRun run)
      throws InterruptedException {
    Catalogue catalogue = Catalogue.of(data);
    NeuralItemItemSettings read = NeuralItemItemSettings.read(settings, content, catalogue.size());
    TrackVectors vectors = read.content() ? content : TrackVectors.NONE;
    vectors.requireFinite();
    int held = read.validation().isZero() ? 0 : read.validationListeners();
    ValidationWindow window =
        ValidationWindow.of(data, run, read.validation(), held, settings.seed());
    return new SimilarityTraining(read, catalogue, vectors, window, settings.seed())
        .train(run, previous(run), Fingerprint.of(NAME, settings, data, content, run));
  }

  @Override
  public void save(Recommender recommender, Path folder) throws IOException {
    ((SimilarityRecommender) recommender).model().save(folder);
  }

  @Override
  public Recommender load(Artifact artifact, TrackVectors content) throws IOException {
    SimilarityModel model = SimilarityModel.read(artifact.folder());
    if (model.content().isEmpty()) {
      return new SimilarityRecommender(model);
    }
    model.content().get().requireDimension(content);
    return new ContentSimilarityRecommender(model, content);
  }

  private static Optional<SimilarityModel> previous(TrainingRun run) {
    return run.previous(artifact -> SimilarityModel.read(artifact.folder()));
  }
}
