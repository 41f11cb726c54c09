// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.segue.embedder.backbone.AudioModel;
import dev.segue.embedder.dsp.LogMel;
import dev.segue.nn.torch.FrozenNetwork;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Weights;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A Branchformer or Conformer that hears mel spectra at 25 positions a second; its {@link
 * Embedding} is of one layer's results.
 */
final class MusicEncoder implements AudioModel {
  private final EncoderConfig config;
  private final LogMel mel;
  private final FrozenNetwork network;

  /** Wraps weights that fit the text. */
  MusicEncoder(EncoderText text, Weights weights, Precision precision) {
    config = text.config();
    mel = MelFrames.of(config.mel());
    network = FrozenNetwork.of(weights, text.text(), precision, text::isMatrix);
  }

  @Override
  public int sampleRate() {
    return config.mel().sampleRate();
  }

  @Override
  public int dimension() {
    return config.embedding().dimension(config.dimension());
  }

  @Override
  public int shortest() {
    return config.shortest();
  }

  @Override
  public float[][] embed(float[][] samples) {
    int frames = mel.frames(samples[0].length);
    FloatBuffer all = FloatBuffer.allocate(samples.length * frames * mel.mels());
    for (float[] clip : samples) {
      all.put(MelFrames.normalised(mel.decibels(clip), config.mel()));
    }
    try (NDManager scope = Torch.scope()) {
      NDArray input = scope.create(all.flip(), new Shape(samples.length, frames, mel.mels()));
      float[] flat = network.call(scope, "embed", input).get(0).toFloatArray();
      float[][] vectors = new float[samples.length][];
      for (int i = 0; i < vectors.length; i++) {
        vectors[i] = Arrays.copyOfRange(flat, i * dimension(), (i + 1) * dimension());
      }
      return vectors;
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
