// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.encodecmae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.segue.embedder.backbone.AudioModel;
import dev.segue.nn.torch.FrozenNetwork;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Weights;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Mean of the frames of EnCodecMAE over all chunks of a clip. Every chunk is encoded on its own;
 * the whole chunks of a batch go through the network together.
 */
final class EncodecMae implements AudioModel {
  /** Chunks that the transformer and the LSTM take together: about 100 MB of activations. */
  private static final int TOGETHER = 16;

  private final EncodecMaeConfig config;
  private final boolean allFrames;
  private final FrozenNetwork network;

  /**
   * Compiles the network.
   *
   * @param weights under their published names
   * @param layer whose frames are averaged
   * @param allFrames whether a last frame that is only partly audio counts in the mean
   */
  EncodecMae(
      EncodecMaeConfig config, Weights weights, int layer, Precision precision, boolean allFrames) {
    this.config = config;
    this.allFrames = allFrames;
    this.network =
        FrozenNetwork.of(
            new PreparedWeights(weights, config),
            EncodecMaeText.of(config, layer, precision),
            precision,
            EncodecMaeText::matrix);
  }

  @Override
  public int sampleRate() {
    return config.sampleRate();
  }

  @Override
  public int dimension() {
    return config.width();
  }

  /** One frame; the original takes less, of which every frame is masked. */
  @Override
  public int shortest() {
    return allFrames ? 1 : config.hop();
  }

  @Override
  public float[][] embed(float[][] samples) {
    FrameSums sums = new FrameSums(samples.length, config.width());
    for (ChunkBatch batch : ChunkBatch.of(samples, config.chunkSamples(), TOGETHER)) {
      int counted = batch.length() / config.hop();
      if (allFrames) {
        counted = frames(batch.length());
      }
      if (counted > 0) {
        try (NDManager scope = Torch.scope()) {
          NDArray sum = frames(scope, batch).get(new NDIndex(":, :{}", counted)).sum(new int[] {1});
          sums.add(batch.clips(), sum.toFloatArray(), counted);
        }
      }
    }
    return sums.means();
  }

  /** The frames of chunks of one length, {@code [chunks, frames, width]}. */
  NDArray frames(NDManager scope, ChunkBatch batch) {
    List<NDArray> convolved = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      FloatBuffer samples = FloatBuffer.wrap(batch.samples(i, i + 1));
      NDArray audio = scope.create(samples, new Shape(1, batch.length()));
      convolved.addAll(network.call(scope, "convolve", audio));
    }
    boolean partial = batch.length() % config.hop() != 0;
    return network.call(scope, partial ? "frames_masked" : "frames", convolved).get(0);
  }

  private int frames(int samples) {
    return (samples + config.hop() - 1) / config.hop();
  }

  @Override
  public void close() {
    network.close();
  }
}
