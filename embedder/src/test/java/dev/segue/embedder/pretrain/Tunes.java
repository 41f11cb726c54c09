// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.pretrain;

import dev.segue.embedder.audio.Wav;
import dev.segue.embedder.backbone.conformer.Family;
import dev.segue.embedder.backbone.conformer.Mixing;
import dev.segue.embedder.backbone.conformer.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/** A folder of little tunes, and how to train on it in seconds. */
final class Tunes {
  static final PretrainSettings QUICK =
      new PretrainSettings(
          Family.BRANCHFORMER,
          Mixing.SUMMARY,
          Size.TINY,
          32,
          Duration.ofSeconds(2),
          4,
          200,
          20,
          4e-3,
          0.1,
          Duration.ofMillis(400),
          0.2,
          0.25,
          50,
          Duration.ofMinutes(5),
          Duration.ofMinutes(1),
          3);

  private static final int RATE = 24_000;

  private Tunes() {}

  static PretrainSettings quick(Family family, Mixing mixing, int steps, Duration checkpointEvery) {
    return quick(family, mixing, steps, QUICK.learningRate(), checkpointEvery);
  }

  static PretrainSettings quick(int steps, double learningRate) {
    return quick(QUICK.family(), QUICK.mixing(), steps, learningRate, QUICK.checkpointEvery());
  }

  private static PretrainSettings quick(
      Family family, Mixing mixing, int steps, double learningRate, Duration checkpointEvery) {
    return new PretrainSettings(
        family,
        mixing,
        QUICK.size(),
        QUICK.codes(),
        QUICK.segment(),
        QUICK.batch(),
        steps,
        Math.min(QUICK.warmUp(), steps),
        learningRate,
        QUICK.dropout(),
        QUICK.maskLength(),
        QUICK.maskProbability(),
        QUICK.heldOut(),
        QUICK.validateEvery(),
        checkpointEvery,
        QUICK.perTrack(),
        QUICK.seed());
  }

  /** A tune repeats one of three pairs of tones, half a second each. */
  static Path write(Path folder, int count) throws IOException {
    Files.createDirectories(folder.resolve("album"));
    for (int i = 0; i < count; i++) {
      Random random = new Random(i);
      double[] tones = {220 * (1 + i % 3), 330 * (1 + (i + 1) % 3)};
      float[] samples = new float[3 * RATE + 1000 * i];
      for (int t = 0; t < samples.length; t++) {
        double turns = tones[t / (RATE / 2) % 2] * t / RATE;
        double saw = 2 * (turns - Math.floor(turns)) - 1;
        samples[t] = (float) (0.4 * saw + 1e-4 * random.nextGaussian());
      }
      Files.write(folder.resolve("album/tune" + i + ".wav"), Wav.of(RATE, 1).floats(samples));
    }
    return folder;
  }
}
