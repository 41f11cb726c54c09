// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.bert4rec;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.sequence.ContentSequenceRecommender;
import dev.segue.recommenders.sequence.PlayOrder;
import dev.segue.recommenders.sequence.SequenceRecommender;
import dev.segue.recommenders.training.Fingerprint;
import java.io.IOException;
import java.nio.file.Path;

/**
 * BERT4Rec (Sun et al. 2019) as the reference study trained it: a bidirectional transformer guesses
 * masked tracks; a list is what it would put after the last one.
 */
public final class Bert4Rec implements Algorithm {
  static final String NAME = "bert4rec";

  /** The study's: by first play. */
  static final PlayOrder ORDER = PlayOrder.FIRST_PLAY;

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
    Bert4RecSettings.check(settings);
  }

  @Override
  public Recommender train(
      TrainingSet data, TrackVectors content, AlgorithmSettings settings, TrainingRun run)
      throws InterruptedException {
    Catalogue catalogue = Catalogue.of(data);
    Bert4RecSettings read = Bert4RecSettings.read(settings, catalogue.size(), content.dimension());
    TrackVectors seen = read.content() ? content : TrackVectors.NONE;
    seen.requireFinite();
    Bert4RecTraining training = new Bert4RecTraining(catalogue, seen, read, settings.seed(), run);
    return training.train(data, Fingerprint.of(NAME, settings, data, seen, run));
  }

  @Override
  public void save(Recommender recommender, Path folder) throws IOException {
    SequenceRecommender model = (SequenceRecommender) recommender;
    model.catalogue().save(folder);
    ((Bert4RecModel) model.model()).weights().write(folder);
  }

  @Override
  public Recommender load(Artifact artifact, TrackVectors content) throws IOException {
    BertWeights weights = BertWeights.read(artifact.folder());
    Catalogue catalogue = Catalogue.load(artifact.folder());
    int rows = catalogue.size() + 2;
    if (weights.table().length != rows * weights.sizes().width()) {
      throw new IOException(
          "%s: the item table is not that of %d tracks"
              .formatted(artifact.folder(), catalogue.size()));
    }
    if (weights.standardiser() != null) {
      weights.standardiser().requireDimension(content);
    }
    try {
      return serving(catalogue, weights, content);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new IOException(artifact.folder() + ": " + e.getMessage(), e);
    }
  }

  /** A recommender of these weights, with all the content that there is. */
  static Recommender serving(Catalogue catalogue, BertWeights weights, TrackVectors content) {
    Bert4RecModel model = new Bert4RecModel(weights);
    if (weights.standardiser() == null) {
      return new SequenceRecommender(NAME, catalogue, ORDER, model, model.items());
    }
    ContentSequenceRecommender recommender =
        new ContentSequenceRecommender(
            NAME, catalogue, ORDER, model, model.items(), weights.standardiser());
    recommender.upsertAll(content);
    return recommender;
  }
}
