// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicnn;

import dev.segue.nn.checkpoint.TensorSpec;
import dev.segue.nn.safetensors.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tensors of a checkpoint, and what the network makes of them. */
final class MusicnnWeights {
  private static final String NORM = "batch_normalization";

  /** Layers of the middle. */
  static final int MID = 3;

  private final MusicnnConfig config;
  private final Map<String, Tensor> found;
  private final Map<String, Tensor> made = new LinkedHashMap<>();

  private MusicnnWeights(MusicnnConfig config, Map<String, Tensor> found) {
    this.config = config;
    this.found = found;
  }

  /** Names and shapes as published; the state of the optimiser is ignored. */
  static TensorSpec spec(MusicnnConfig config) {
    TensorSpec.Builder spec = TensorSpec.builder();
    norm(spec, NORM, 1);
    for (FrontConvolution front : FrontConvolution.all(config)) {
      layer(spec, front.layer(), front.filters(), front.kernelShape());
      norm(spec, front.norm(), front.filters());
    }
    for (int i = 0; i < MID; i++) {
      int features = i == 0 ? config.frontFeatures() : config.midFilters();
      layer(
          spec,
          midLayer(i),
          config.midFilters(),
          new long[] {FrontConvolution.FRAMES, features, 1, config.midFilters()});
      norm(spec, midNorm(i), config.midFilters());
    }
    int pooled = 2 * config.features();
    norm(spec, NORM + "_9", pooled);
    layer(spec, "dense", config.units(), new long[] {pooled, config.units()});
    norm(spec, NORM + "_10", config.units());
    layer(spec, "dense_1", config.tags(), new long[] {config.units(), config.tags()});
    return spec.ignore(".*/Adam(_1)?").ignore("beta[12]_power").build();
  }

  private static String midLayer(int index) {
    return "conv2d_" + (5 + index);
  }

  private static String midNorm(int index) {
    return NORM + "_" + (6 + index);
  }

  private static void norm(TensorSpec.Builder spec, String name, int size) {
    for (String part : new String[] {"gamma", "beta", "moving_mean", "moving_variance"}) {
      spec.tensor(name + "/" + part, size);
    }
  }

  private static void layer(TensorSpec.Builder spec, String name, int out, long[] kernel) {
    spec.tensor(name + "/kernel", kernel).tensor(name + "/bias", out);
  }

  /**
   * What {@link MusicnnText} computes with: matrices, and each batch norm as a scale and a shift.
   *
   * @param found the tensors of {@link #spec}
   */
  static Map<String, Tensor> network(MusicnnConfig config, Map<String, Tensor> found) {
    MusicnnWeights weights = new MusicnnWeights(config, found);
    weights.affine("input", NORM);
    FrontConvolution.all(config).forEach(weights::front);
    for (int i = 0; i < MID; i++) {
      weights.mid(i);
    }
    weights.affine("pooled", NORM + "_9");
    weights.dense("dense", "dense");
    weights.affine("penultimate", NORM + "_10");
    weights.dense("tags", "dense_1");
    return weights.made;
  }

  /**
   * The largest value over the mels is taken before ReLU and batch norm, which is the same but for
   * filters whose norm has a negative scale: those are computed with the other sign, which {@code
   * sign} takes back.
   */
  private void front(FrontConvolution front) {
    float[] scale = affine(front.name(), front.norm());
    float[] sign = new float[scale.length];
    for (int i = 0; i < sign.length; i++) {
      sign[i] = scale[i] < 0 ? -1 : 1;
    }
    float[] bias = values(front.layer() + "/bias");
    float[] biases = new float[front.block() * bias.length];
    for (int i = 0; i < biases.length; i++) {
      int filter = i % bias.length;
      biases[i] = sign[filter] * bias[filter];
    }
    float[] matrix = front.matrix(values(front.layer() + "/kernel"), sign);
    put(front.name() + ".weight", matrix, biases.length, matrix.length / biases.length);
    put(front.name() + ".bias", biases, biases.length);
    put(front.name() + ".sign", sign, sign.length);
  }

  /** From time, features, 1, filters to filters, features, time. */
  private void mid(int index) {
    String name = "mid" + index;
    float[] kernel = values(midLayer(index) + "/kernel");
    int filters = config.midFilters();
    int features = index == 0 ? config.frontFeatures() : filters;
    int frames = FrontConvolution.FRAMES;
    float[] turned = new float[kernel.length];
    for (int i = 0; i < kernel.length; i++) {
      int filter = i % filters;
      int feature = i / filters % features;
      int frame = i / filters / features;
      turned[(filter * features + feature) * frames + frame] = kernel[i];
    }
    put(name + ".weight", turned, filters, features, frames);
    put(name + ".bias", values(midLayer(index) + "/bias"), filters);
    affine(name, midNorm(index));
  }

  /** From in, out to out, in. */
  private void dense(String name, String layer) {
    float[] kernel = values(layer + "/kernel");
    float[] bias = values(layer + "/bias");
    int in = kernel.length / bias.length;
    float[] turned = new float[kernel.length];
    for (int i = 0; i < kernel.length; i++) {
      turned[i % bias.length * in + i / bias.length] = kernel[i];
    }
    put(name + ".weight", turned, bias.length, in);
    put(name + ".bias", bias, bias.length);
  }

  private float[] affine(String name, String norm) {
    float[] gamma = values(norm + "/gamma");
    float[] beta = values(norm + "/beta");
    float[] mean = values(norm + "/moving_mean");
    float[] variance = values(norm + "/moving_variance");
    float[] scale = new float[gamma.length];
    float[] shift = new float[gamma.length];
    for (int i = 0; i < scale.length; i++) {
      double factor = gamma[i] / Math.sqrt(variance[i] + config.epsilon());
      scale[i] = (float) factor;
      shift[i] = (float) (beta[i] - mean[i] * factor);
    }
    put(name + ".scale", scale, scale.length);
    put(name + ".shift", shift, shift.length);
    return scale;
  }

  private float[] values(String name) {
    return found.get(name).toFloats();
  }

  private void put(String name, float[] values, long... shape) {
    made.put(name, Tensor.of(name, values, shape));
  }
}
