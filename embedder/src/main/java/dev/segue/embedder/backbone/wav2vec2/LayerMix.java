// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.wav2vec2;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which hidden states an embedding is made of.
 *
 * @param weights of the states: first the input of the first layer, last the output of the last
 */
public record LayerMix(List<Double> weights) {
  private static final String KEY = "layer_weights";

  /** Copies the list; at least one weight must not be 0. */
  public LayerMix {
    weights = List.copyOf(weights);
    if (weights.stream().anyMatch(weight -> !Double.isFinite(weight))
        || weights.stream().allMatch(weight -> weight == 0)) {
      throw new IllegalArgumentException(
          "weights of layers must be numbers of which one is not 0, not " + weights);
    }
  }

  /**
   * One state alone.
   *
   * @param layer from 0, the input of the first layer, to the number of layers
   */
  public static LayerMix only(int layer, int layers) {
    if (layer < 0 || layer > layers) {
      throw new IllegalArgumentException(
          "there is no layer %d; there are 0 (the input of the first) to %d"
              .formatted(layer, layers));
    }
    return new LayerMix(
        IntStream.rangeClosed(0, layers).mapToObj(i -> i == layer ? 1.0 : 0.0).toList());
  }

  /**
   * The weights that stand in {@code config.json} as {@code layer_weights}, used as they are; empty
   * if none do.
   */
  static Optional<LayerMix> read(JsonNode json, int layers) {
    JsonNode given = json.path(KEY);
    if (given.isMissingNode() || given.isNull()) {
      return Optional.empty();
    }
    double[] weights = new double[given.size()];
    Arrays.setAll(weights, i -> given.get(i).asDouble(Double.NaN));
    if (weights.length != layers + 1) {
      throw new IllegalArgumentException(
          "config.json: %s must be a list of %d numbers, for the input of the first layer and the output of each"
              .formatted(KEY, layers + 1));
    }
    return Optional.of(new LayerMix(Arrays.stream(weights).boxed().toList()));
  }

  /** The last state that counts; no layer after it has to be computed. */
  int last() {
    return IntStream.range(0, weights.size()).filter(i -> weights.get(i) != 0).max().orElseThrow();
  }
}
