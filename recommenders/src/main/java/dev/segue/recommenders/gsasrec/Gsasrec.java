// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gsasrec;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.sequence.SequenceRecommender;
import dev.segue.recommenders.training.Fingerprint;
import java.io.IOException;
import java.nio.file.Path;

/**
 * gSASRec, "gSASRec: Reducing Overconfidence in Sequential Recommendation Trained with Negative
 * Sampling" (Petrov and Macdonald, RecSys 2023): SASRec with many negatives and a loss that takes
 * their number into account.
 */
public final class Gsasrec implements Algorithm {
  private final String name;
  private final GsasrecSettings.Defaults defaults;

  /** With the paper's 256 negatives and t = 0.75. */
  public Gsasrec() {
    this("gsasrec", 256, 0.75);
  }

  /**
   * The same network under another name.
   *
   * @param negatives for each position, unless a setting says otherwise
   * @param t calibration, unless a setting says otherwise
   */
  public Gsasrec(String name, int negatives, double t) {
    this.name = name;
    this.defaults = new GsasrecSettings.Defaults(negatives, t);
  }

  @Override
  public String name() {
    return name;
  }

  /** Content is read only where the setting {@code content} asks for it. */
  @Override
  public boolean needsContent() {
    return false;
  }

  @Override
  public void check(AlgorithmSettings settings) {
    GsasrecSettings.read(name, settings, defaults, 1);
  }

  @Override
  public Recommender train(
      TrainingSet data, TrackVectors content, AlgorithmSettings settings, TrainingRun run)
      throws InterruptedException {
    Catalogue catalogue = Catalogue.of(data);
    GsasrecSettings read = GsasrecSettings.read(name, settings, defaults, catalogue.size());
    if (read.content()) {
      if (content.dimension() == 0) {
        throw new IllegalArgumentException(
            name
                + ": content is true and there are no content vectors; embed the catalogue first,"
                + " or set it to false");
      }
      content.requireFinite();
    }
    String fingerprint = Fingerprint.of(name, settings, data, content, run);
    return new GsasrecTraining(name, read, data, catalogue, run).train(content, fingerprint);
  }

  @Override
  public void save(Recommender recommender, Path folder) throws IOException {
    GsasrecFiles.save((SequenceRecommender) recommender, folder);
  }

  @Override
  public Recommender load(Artifact artifact, TrackVectors content) throws IOException {
    return GsasrecFiles.load(name, artifact, content);
  }
}
