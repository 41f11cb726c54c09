// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.jukebox;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.segue.nn.torch.FrozenNetwork;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Weights;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Turns audio into the codes of the VQ-VAE's last level.
 *
 * <p>Source: Dhariwal et al., Jukebox: A Generative Model for Music, 2020, and its code
 * (openai/jukebox); levelling and cutting are those of jukemirlib.
 */
final class VqVae implements AutoCloseable {
  /** What jukemirlib keeps of a clip; the context of the prior is a little shorter. */
  static final int LONGEST_SECONDS = 25;

  private final int longest;
  private final FrozenNetwork network;

  VqVae(JukeboxConfig config, Weights weights) {
    longest = LONGEST_SECONDS * config.sampleRate();
    network =
        FrozenNetwork.of(weights, VqVaeText.of(config.vqvae()), Precision.FLOAT32, name -> true);
  }

  /** Scaled so that the largest sample is 1; silence stays silent. */
  static float[] levelled(float[] samples) {
    float largest = 0;
    for (float sample : samples) {
      largest = Math.max(largest, Math.abs(sample));
    }
    float[] levelled = samples.clone();
    for (int i = 0; largest > 0 && i < levelled.length; i++) {
      levelled[i] /= largest;
    }
    return levelled;
  }

  /** The codes [positions] of samples at any level; one stands for {@link VqVaeConfig#hop}. */
  NDArray codes(NDManager scope, float[] samples) {
    try (NDManager inner = Torch.scope()) {
      List<NDArray> found = call(inner, "codes", samples);
      found.get(0).attach(scope);
      return found.get(0);
    }
  }

  /** The same, and what the codes stand for before it is rounded to the codebook. */
  List<NDArray> call(NDManager scope, String method, float[] samples) {
    float[] levelled = levelled(samples);
    int length = Math.min(levelled.length, longest);
    NDArray audio = scope.create(FloatBuffer.wrap(levelled, 0, length), new Shape(1, 1, length));
    return network.call(scope, method, audio);
  }

  @Override
  public void close() {
    network.close();
  }
}
