// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicnn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.segue.embedder.backbone.AudioModel;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.FrozenNetwork;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Weights;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/**
 * MusiCNN: the mean over patches of three seconds, the incomplete last one left out, as its
 * authors' code has it. Patches go through the network a few at a time, so that a track of any
 * length takes the same memory.
 */
final class MusicnnModel implements AudioModel {
  /** About 20 MB each. */
  private static final int PATCHES = 5;

  private final MusicnnConfig config;
  private final MusicnnSpectrum spectrum;
  private final FrozenNetwork network;

  /**
   * Compiles the network.
   *
   * @param tensors those of {@link MusicnnWeights#spec}
   * @param precision of the convolutions over the spectrum
   */
  MusicnnModel(MusicnnConfig config, Map<String, Tensor> tensors, Precision precision) {
    this.config = config;
    this.spectrum = new MusicnnSpectrum(config);
    this.network =
        FrozenNetwork.of(
            Weights.of(MusicnnWeights.network(config, tensors)),
            MusicnnText.of(config, precision),
            precision,
            name -> precision != Precision.FLOAT32 && name.matches("t\\w+\\d\\.(weight|bias)"));
  }

  @Override
  public int sampleRate() {
    return config.sampleRate();
  }

  @Override
  public int dimension() {
    return config.units();
  }

  /** One patch. */
  @Override
  public int shortest() {
    return config.shortest();
  }

  @Override
  public float[][] embed(float[][] samples) {
    return means(samples, 0, config.units());
  }

  /**
   * The probability of each tag.
   *
   * @param samples as for {@link #embed}
   * @return {@code [batch][tags]}
   */
  float[][] tags(float[][] samples) {
    return means(samples, 1, config.tags());
  }

  /** Calls one of the network's methods, see {@link MusicnnText}. */
  List<NDArray> call(NDManager scope, String method, NDArray patches) {
    return network.call(scope, method, patches);
  }

  private float[][] means(float[][] samples, int output, int size) {
    float[][] means = new float[samples.length][];
    for (int i = 0; i < means.length; i++) {
      means[i] = mean(samples[i], output, size);
    }
    return means;
  }

  private float[] mean(float[] samples, int output, int size) {
    MusicnnSpectrum.Frames frames = spectrum.of(samples);
    int patches = config.patches(spectrum.frames(samples.length));
    double[] sum = new double[size];
    for (int first = 0; first < patches; first += PATCHES) {
      int count = Math.min(PATCHES, patches - first);
      float[] values = run(patches(frames, first, count), count, output);
      for (int i = 0; i < values.length; i++) {
        sum[i % size] += values[i];
      }
    }
    float[] mean = new float[size];
    for (int i = 0; i < size; i++) {
      mean[i] = (float) (sum[i] / patches);
    }
    return mean;
  }

  private float[] run(float[] patches, int count, int output) {
    try (NDManager scope = Torch.scope()) {
      Shape shape = new Shape(count, config.patchFrames(), config.mels());
      NDArray input = scope.create(FloatBuffer.wrap(patches), shape);
      return network.call(scope, "embed", input).get(output).toFloatArray();
    }
  }

  /** {@code [count * patchFrames * mels]} */
  private float[] patches(MusicnnSpectrum.Frames frames, int first, int count) {
    float[] patches = new float[count * config.patchFrames() * config.mels()];
    for (int i = 0; i < count * config.patchFrames(); i++) {
      int patch = first + i / config.patchFrames();
      int frame = patch * config.patchHop() + i % config.patchFrames();
      frames.heard(frame, patches, i * config.mels());
    }
    return patches;
  }

  @Override
  public void close() {
    network.close();
  }
}
