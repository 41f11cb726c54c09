// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicfm;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * MusicFM's encoder: the mean over time of a hidden state. The convolutions, which need most of the
 * memory, take the clips of a batch one by one, the Conformer all together.
 */
final class MusicFm implements AudioModel {
  /** Weights that other precisions than float32 are for. */
  private static final String LARGE =
      ".*(conv[123]|dense|linear(_[a-z]+)?)\\.weight|.*pointwise_conv[12]\\.weight";

  private final int dimension;
  private final OptionalInt exactly;
  private final LogMel frontEnd;
  private final FrozenNetwork network;

  /**
   * Compiles the network.
   *
   * @param weights those of {@link MusicFmWeights#network}
   * @param study how many samples a clip is cut or continued to, so that its embedding is the mean
   *     over the values of each token, as the study's code had it; empty for the mean over time
   */
  MusicFm(
      MusicFmConfig config,
      MusicFmStats stats,
      int layer,
      LogMel frontEnd,
      Weights weights,
      Precision precision,
      OptionalInt study) {
    this.dimension = study.isPresent() ? MusicFmConfig.tokens(study.getAsInt()) : config.dim();
    this.exactly = study;
    this.frontEnd = frontEnd;
    this.network =
        FrozenNetwork.of(
            weights,
            MusicFmText.of(config, stats, layer, precision),
            precision,
            name -> name.matches(LARGE) && precision != Precision.FLOAT32);
  }

  @Override
  public int sampleRate() {
    return MusicFmConfig.SAMPLE_RATE;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  /** Shorter clips cannot be reflected far enough for the first frame. */
  @Override
  public int shortest() {
    return exactly.orElse(MusicFmConfig.FFT_SIZE / 2 + 1);
  }

  @Override
  public float[][] embed(float[][] samples) {
    try (NDManager scope = Torch.scope()) {
      List<NDArray> tokens = new ArrayList<>();
      for (float[] clip : samples) {
        tokens.add(tokens(scope, clip));
      }
      String method = exactly.isPresent() ? "curve" : "embed";
      float[] values = network.call(scope, method, tokens).get(0).toFloatArray();
      float[][] vectors = new float[samples.length][];
      for (int i = 0; i < vectors.length; i++) {
        vectors[i] = Arrays.copyOfRange(values, i * dimension, (i + 1) * dimension);
      }
      return vectors;
    }
  }

  private NDArray tokens(NDManager scope, float[] clip) {
    float[] samples = exactly.isPresent() ? Arrays.copyOf(clip, exactly.getAsInt()) : clip;
    float[] decibels = frontEnd.decibels(samples);
    try (NDManager one = Torch.scope()) {
      Shape shape = new Shape(1, frontEnd.frames(samples.length), frontEnd.mels());
      NDArray spectrum = one.create(FloatBuffer.wrap(decibels), shape);
      return network.call(scope, "subsample", spectrum).get(0);
    }
  }

  /** Calls one of the network's methods, see {@link MusicFmText}. */
  List<NDArray> call(NDManager scope, String method, NDArray... inputs) {
    return network.call(scope, method, inputs);
  }

  @Override
  public void close() {
    network.close();
  }
}
