// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.jukebox;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.segue.embedder.backbone.AudioModel;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Audio to codes, codes through the prior to a layer, its output averaged over time. */
final class Jukebox implements AudioModel {
  private final JukeboxConfig config;
  private final VqVae vqvae;
  private final Prior prior;

  /**
   * @param vqvae tensors of {@link VqVaeWeights#needed}
   * @param prior tensors of {@link PriorWeights#needed}
   */
  Jukebox(
      JukeboxConfig config,
      int layer,
      Map<String, Tensor> vqvae,
      Map<String, Tensor> prior,
      Precision precision) {
    this.config = config;
    this.vqvae = new VqVae(config, Weights.of(vqvae));
    this.prior = new Prior(config, layer, prior, precision);
  }

  @Override
  public int sampleRate() {
    return config.sampleRate();
  }

  @Override
  public int dimension() {
    return config.prior().width();
  }

  @Override
  public int shortest() {
    return config.vqvae().hop();
  }

  @Override
  public float[][] embed(float[][] samples) {
    try (NDManager scope = Torch.scope()) {
      List<NDArray> codes = new ArrayList<>();
      for (float[] clip : samples) {
        codes.add(vqvae.codes(scope, clip));
      }
      return prior.means(codes);
    }
  }

  @Override
  public void close() {
    vqvae.close();
    prior.close();
  }
}
