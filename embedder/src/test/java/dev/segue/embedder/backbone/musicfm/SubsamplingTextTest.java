// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicfm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.segue.nn.torch.FrozenNetwork;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Weights;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SubsamplingTextTest {
  private static final MusicFmConfig SMALL = new MusicFmConfig(16, 1, 2, 24, 4, 5, 32, 8, 4, 2);

  /** The last of them has several strips of tiles, and all but the first an incomplete tile. */
  @Test
  void computesWhatDirectConvolutionsDo() {
    for (int frames : new int[] {16, 1, 5, 602}) {
      float[] expected = tokens(Precision.BFLOAT16, frames);
      float[] found = tokens(Precision.FLOAT32, frames);
      assertThat(found).hasSameSizeAs(expected);
      for (int i = 0; i < found.length; i++) {
        assertThat(found[i]).isCloseTo(expected[i], within(1e-4f));
      }
    }
  }

  /** The text of a precision on weights of 32 bits. */
  private static float[] tokens(Precision text, int frames) {
    Weights weights = Weights.random(MusicFmWeights.network(SMALL, 0), 1);
    Random random = new Random(frames);
    float[] spectra = new float[2 * frames * MusicFmConfig.MELS];
    for (int i = 0; i < spectra.length; i++) {
      spectra[i] = (float) (20 * random.nextGaussian());
    }
    String methods = MusicFmText.of(SMALL, MusicFmStats.PUBLIC, 0, text);
    try (FrozenNetwork network = FrozenNetwork.of(weights, methods);
        NDManager scope = Torch.scope()) {
      Shape shape = new Shape(2, frames, MusicFmConfig.MELS);
      return network
          .call(scope, "subsample", scope.create(FloatBuffer.wrap(spectra), shape))
          .get(0)
          .toFloatArray();
    }
  }
}
