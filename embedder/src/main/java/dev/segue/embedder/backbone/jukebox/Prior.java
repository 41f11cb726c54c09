// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.jukebox;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.FrozenNetwork;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Weights;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The transformer that models codes, up to a layer. Its weights stay in their file: those of one
 * block at a time are read, and all clips of a batch go through it before the next.
 *
 * <p>Source: Dhariwal et al. 2020; its attention, factored into blocks, is that of Child et al.,
 * Generating Long Sequences with Sparse Transformers, 2019.
 */
final class Prior implements AutoCloseable {
  /** Kinds of attention, which take turns: in the block, across blocks, to the block before. */
  static final int KINDS = 3;

  private final PriorConfig config;
  private final int layer;
  private final TimeBins bins;
  private final Map<String, Tensor> tensors;
  private final Weights weights;
  private final FrozenNetwork network;

  /**
   * @param layer number of blocks that the codes go through
   * @param tensors of {@link PriorWeights#needed}
   * @param precision of the matrix products
   */
  Prior(JukeboxConfig config, int layer, Map<String, Tensor> tensors, Precision precision) {
    this.config = config.prior();
    this.layer = layer;
    this.tensors = tensors;
    bins = TimeBins.of(config);
    weights = Weights.of(tensors);
    network = FrozenNetwork.of(Weights.of(Map.of()), PriorText.of(config.prior(), precision));
  }

  /**
   * What the layer says about clips, averaged over time.
   *
   * @param codes of each clip, [positions]; what is beyond the context is not heard
   * @return {@code [clips][width]}
   */
  float[][] means(List<NDArray> codes) {
    float[][] means = new float[codes.size()][];
    try (NDManager scope = Torch.scope()) {
      List<NDArray> states = states(scope, codes);
      for (int i = 0; i < means.length; i++) {
        means[i] = network.call(scope, "mean", states.get(i)).get(0).toFloatArray();
      }
    }
    return means;
  }

  /** The output of the layer for clips, [positions, width] each. */
  List<NDArray> states(NDManager scope, List<NDArray> codes) {
    List<NDArray> states = new ArrayList<>();
    for (NDArray clip : codes) {
      states.add(input(scope, clip));
    }
    for (int block = 0; block < layer; block++) {
      advance(scope, states, block);
    }
    return states;
  }

  private void advance(NDManager scope, List<NDArray> states, int block) {
    try (NDManager inner = Torch.scope()) {
      List<NDArray> inputs = new ArrayList<>();
      inputs.add(null);
      for (String name : PriorWeights.block(block)) {
        inputs.add(weights.array(inner, name));
      }
      for (int i = 0; i < states.size(); i++) {
        try (NDArray before = states.get(i)) {
          inputs.set(0, before);
          states.set(i, network.call(scope, "block_" + block % KINDS, inputs).get(0));
        }
      }
    }
  }

  private NDArray input(NDManager scope, NDArray codes) {
    try (NDManager inner = Torch.scope()) {
      List<NDArray> inputs = new ArrayList<>();
      inputs.add(codes);
      inputs.add(weights.array(inner, PriorWeights.CODES));
      inputs.add(weights.array(inner, PriorWeights.POSITIONS));
      inputs.add(unknown(inner, PriorWeights.GENRES));
      inputs.add(unknown(inner, PriorWeights.ARTISTS));
      inputs.add(weights.array(inner, PriorWeights.TOTAL_LENGTH));
      inputs.add(weights.array(inner, PriorWeights.ABSOLUTE_TIME));
      inputs.add(weights.array(inner, PriorWeights.RELATIVE_TIME));
      inputs.add(numbers(inner, List.of(bins.total())));
      inputs.add(numbers(inner, bins.absolute()));
      inputs.add(numbers(inner, bins.relative()));
      return network.call(scope, "input", inputs).get(0);
    }
  }

  private static NDArray numbers(NDManager scope, List<Long> numbers) {
    return scope.create(numbers.stream().mapToLong(Long::longValue).toArray());
  }

  /** The first row of a table, which stands for an unknown artist or genre. */
  private NDArray unknown(NDManager scope, String name) {
    Tensor table = tensors.get(name);
    ByteBuffer row = table.bytes().slice(0, config.width() * table.dtype().bytes());
    Tensor first = Tensor.ofBytes(name, table.dtype(), row, 1, config.width());
    return Weights.of(Map.of(name, first)).array(scope, name);
  }

  @Override
  public void close() {
    network.close();
  }
}
