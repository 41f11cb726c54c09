// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.pretrain;

import dev.segue.embedder.backbone.conformer.Embedding;
import dev.segue.embedder.backbone.conformer.EncoderConfig;
import dev.segue.embedder.backbone.conformer.Family;
import dev.segue.embedder.backbone.conformer.MelInput;
import dev.segue.embedder.backbone.conformer.Mixing;
import dev.segue.embedder.backbone.conformer.Size;
import java.time.Duration;

/**
 * How a backbone is trained. Where the paper ("Linear Complexity Self-Supervised Learning for Music
 * Understanding with Random Quantizer") says something, {@link #DEFAULTS} has it, except for sizes:
 * those are for a machine without a GPU.
 *
 * @param family the kind of network
 * @param mixing how its positions hear of each other
 * @param size of the network
 * @param codes of the random-projection quantiser
 * @param segment of a track that is heard at a time
 * @param batch segments of a step
 * @param steps of the whole training
 * @param warmUp steps over which the learning rate rises; it then falls along half a cosine
 * @param learningRate at its highest
 * @param dropout the part of the values that is left out in training
 * @param maskLength of what is hidden at a time
 * @param maskProbability for each such window to be hidden
 * @param heldOut the part of the tracks that is not trained on but measured with
 * @param validateEvery steps
 * @param checkpointEvery so much time
 * @param perTrack the most that is used of a track, from its middle
 * @param seed of everything random
 */
public record PretrainSettings(
    Family family,
    Mixing mixing,
    Size size,
    int codes,
    Duration segment,
    int batch,
    int steps,
    int warmUp,
    double learningRate,
    double dropout,
    Duration maskLength,
    double maskProbability,
    double heldOut,
    int validateEvery,
    Duration checkpointEvery,
    Duration perTrack,
    long seed) {
  /** A small Branchformer with SummaryMixing; 400 ms are hidden with probability 0.2. */
  public static final PretrainSettings DEFAULTS =
      new PretrainSettings(
          Family.BRANCHFORMER,
          Mixing.SUMMARY,
          Size.SMALL,
          8192,
          Duration.ofSeconds(30),
          8,
          10_000,
          500,
          5e-4,
          0.1,
          Duration.ofMillis(400),
          0.2,
          0.05,
          250,
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          42);

  /** Gradients are scaled down to this joint norm; the paper's. */
  static final double CLIP_NORM = 1.0;

  /** Checks the ranges. */
  public PretrainSettings {
    require(codes > 1, "codes", codes);
    require(positive(segment), "segment", segment);
    require(batch > 0, "batch", batch);
    require(steps > 0, "steps", steps);
    require(warmUp >= 0 && warmUp <= steps, "warm-up", warmUp);
    require(learningRate > 0 && learningRate < 1, "learning rate", learningRate);
    require(dropout >= 0 && dropout < 1, "dropout", dropout);
    require(positive(maskLength), "mask length", maskLength);
    require(maskProbability > 0 && maskProbability < 1, "mask probability", maskProbability);
    require(heldOut > 0 && heldOut < 1, "held-out part", heldOut);
    require(validateEvery > 0, "steps between validations", validateEvery);
    require(positive(checkpointEvery), "time between checkpoints", checkpointEvery);
    require(positive(perTrack), "length per track", perTrack);
  }

  /** The same, saved at another pace. */
  PretrainSettings withCheckpointEvery(Duration other) {
    return new PretrainSettings(
        family,
        mixing,
        size,
        codes,
        segment,
        batch,
        steps,
        warmUp,
        learningRate,
        dropout,
        maskLength,
        maskProbability,
        heldOut,
        validateEvery,
        other,
        perTrack,
        seed);
  }

  /**
   * The network, before the mean and the deviation of the catalogue are known. Its embedding is of
   * the middle layer: the last ones turn to what is guessed, a few frames.
   */
  EncoderConfig config() {
    EncoderConfig config = size.config(family, mixing, MelInput.PAPER, codes);
    return config.with(new Embedding(config.layers() / 2, Embedding.Pooling.MEAN_DEVIATION));
  }

  private static boolean positive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  private static void require(boolean fits, String name, Object value) {
    if (!fits) {
      throw new IllegalArgumentException("pretrain: the %s cannot be %s".formatted(name, value));
    }
  }
}
