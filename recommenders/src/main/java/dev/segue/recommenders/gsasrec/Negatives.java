// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gsasrec;

import dev.segue.recommenders.sequence.NegativeSampler;
import dev.segue.recommenders.sequence.Sequences;
import java.util.BitSet;
import java.util.SplittableRandom;

/** Draws negatives, and says what the sampled softmax has to subtract from their scores. */
final class Negatives {
  /** Subtracted from the score of a negative that is right after all. */
  private static final float NEVER = (float) 1e30;

  private final GsasrecSettings settings;
  private final NegativeSampler sampler;

  Negatives(GsasrecSettings settings, Sequences sequences) {
    this.settings = settings;
    int items = settings.shape().items();
    this.sampler =
        switch (settings.sampling()) {
          case UNIFORM -> NegativeSampler.uniform(items);
          case POPULARITY ->
              NegativeSampler.popularity(sequences.counts(items), settings.data().alpha());
          case IN_BATCH -> NegativeSampler.popularity(sequences.counts(items), 1);
        };
  }

  /**
   * Draws ids.
   *
   * @param batch ids that are right somewhere in the batch, to draw from where that is asked for
   */
  long[] draw(int number, long[] batch, SplittableRandom random) {
    boolean inBatch = settings.sampling() == GsasrecSettings.Sampling.IN_BATCH;
    long[] ids = new long[number];
    for (int i = 0; i < number; i++) {
      ids[i] = inBatch ? batch[random.nextInt(batch.length)] : sampler.draw(random) + 1;
    }
    return ids;
  }

  /**
   * Corrections of some negatives: with these the sum over them estimates the sum over all tracks.
   *
   * @param right items (ids) that are no negatives here
   */
  void correct(long[] ids, int from, int to, BitSet right, float[] corrections, int at) {
    double drawn = Math.log(settings.objective().negatives());
    for (int i = from; i < to; i++) {
      boolean hit = right.get((int) ids[i]);
      corrections[at + i - from] =
          hit ? NEVER : (float) (drawn + sampler.logProbability((int) ids[i] - 1));
    }
  }
}
