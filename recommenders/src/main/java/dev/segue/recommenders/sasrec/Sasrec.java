// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.sasrec;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.gsasrec.Gsasrec;
import java.io.IOException;
import java.nio.file.Path;

/**
 * SASRec, "Self-Attentive Sequential Recommendation" (Kang and McAuley, ICDM 2018): the network of
 * {@link Gsasrec} with one negative for each position and plain binary cross-entropy.
 */
public final class Sasrec implements Algorithm {
  private final Gsasrec gsasrec = new Gsasrec("sasrec", 1, 0);

  @Override
  public String name() {
    return gsasrec.name();
  }

  @Override
  public boolean needsContent() {
    return gsasrec.needsContent();
  }

  @Override
  public void check(AlgorithmSettings settings) {
    gsasrec.check(settings);
  }

  @Override
  public Recommender train(
      TrainingSet data, TrackVectors content, AlgorithmSettings settings, TrainingRun run)
      throws InterruptedException {
    return gsasrec.train(data, content, settings, run);
  }

  @Override
  public void save(Recommender recommender, Path folder) throws IOException {
    gsasrec.save(recommender, folder);
  }

  @Override
  public Recommender load(Artifact artifact, TrackVectors content) throws IOException {
    return gsasrec.load(artifact, content);
  }
}
