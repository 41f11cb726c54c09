// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gru4rec;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.sequence.PlayOrder;
import dev.segue.recommenders.sequence.SequenceRecommender;
import dev.segue.recommenders.training.Fingerprint;
import java.io.IOException;
import java.nio.file.Path;

/**
 * GRU4Rec (Hidasi et al. 2016, 2018): a gated recurrent unit reads what was played and says what
 * comes next. By default it also attends to the tracks (NARM, Li et al. 2017), compares directions
 * only (NISER, Gupta et al. 2019) and starts from the factors of what is played together.
 */
public final class Gru4Rec implements Algorithm {
  static final String NAME = "gru4rec";

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
    Gru4RecSettings.read(settings, 1);
  }

  @Override
  public Recommender train(
      TrainingSet data, TrackVectors content, AlgorithmSettings settings, TrainingRun run)
      throws InterruptedException {
    Catalogue catalogue = Catalogue.of(data);
    Gru4RecSettings read = Gru4RecSettings.read(settings, catalogue.size());
    String fingerprint = Fingerprint.of(NAME, settings, data, TrackVectors.NONE, run);
    GruModel model =
        new Gru4RecTraining(catalogue, read, settings.seed()).train(data, run, fingerprint);
    return recommender(catalogue, model);
  }

  @Override
  public void save(Recommender recommender, Path folder) throws IOException {
    SequenceRecommender model = (SequenceRecommender) recommender;
    model.catalogue().save(folder);
    GruFile.write((GruModel) model.model(), folder);
  }

  @Override
  public Recommender load(Artifact artifact, TrackVectors content) throws IOException {
    Catalogue catalogue = Catalogue.load(artifact.folder());
    return recommender(catalogue, GruFile.read(artifact.folder(), catalogue));
  }

  /** A history knows first and last plays; a session, which it is made for, every play. */
  private static Recommender recommender(Catalogue catalogue, GruModel model) {
    return new SequenceRecommender(NAME, catalogue, PlayOrder.LAST_PLAY, model, model.items());
  }
}
