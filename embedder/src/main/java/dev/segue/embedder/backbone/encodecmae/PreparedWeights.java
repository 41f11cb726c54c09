// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.encodecmae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.segue.nn.torch.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The published weights in the form that is computed with: weight norms are resolved, convolutions
 * are matrices, a head's channels lie together, and queries, keys and values come from one matrix.
 */
final class PreparedWeights implements Weights {
  static final String POSITIONS = "positions";
  static final String QUERY_KEY_VALUE = "qkv";

  /** Of a {@link CausalFilter}. */
  static final String OWN = "own";

  /** Of a {@link CausalFilter}. */
  static final String PREVIOUS = "previous";

  private static final String WEIGHT = ".weight";
  private static final String DIRECTION = ".weight_v";
  private static final String MAGNITUDE = ".weight_g";
  private static final String QUERY = ".wq.weight";
  private static final String OUTPUT = ".wo.weight";

  private final Weights published;
  private final EncodecMaeConfig config;
  private final List<CausalFilter> filters;
  private final List<String> names = new ArrayList<>();

  PreparedWeights(Weights published, EncodecMaeConfig config) {
    this.published = published;
    this.config = config;
    filters = CausalFilter.all(config);
    for (String name : published.names()) {
      if (name.endsWith(DIRECTION) && CausalFilter.of(filters, name).isPresent()) {
        names.add(name.replace(DIRECTION, "." + OWN));
        names.add(name.replace(DIRECTION, "." + PREVIOUS));
      } else if (name.endsWith(DIRECTION)) {
        names.add(name.replace(DIRECTION, WEIGHT));
      } else if (name.endsWith(QUERY)) {
        names.add(name.replace(QUERY, "." + QUERY_KEY_VALUE));
      } else if (!name.endsWith(MAGNITUDE) && !name.matches(unused())) {
        names.add(name);
      }
    }
    names.add(POSITIONS);
  }

  @Override
  public List<String> names() {
    return List.copyOf(names);
  }

  @Override
  public NDArray array(NDManager scope, String name) {
    if (name.equals(POSITIONS)) {
      return positions(scope);
    }
    if (name.endsWith("." + QUERY_KEY_VALUE)) {
      String prefix = name.substring(0, name.length() - QUERY_KEY_VALUE.length());
      return rows(scope, prefix + "wq.weight")
          .concat(rows(scope, prefix + "wk.weight"))
          .concat(rows(scope, prefix + "wv.weight"));
    }
    if (name.endsWith(OUTPUT)) {
      int width = config.width();
      return published
          .array(scope, name)
          .reshape(width, (long) width / config.heads(), config.heads())
          .transpose(0, 2, 1)
          .reshape(width, width);
    }
    Optional<CausalFilter> filter = CausalFilter.of(filters, name);
    if (filter.isPresent()) {
      return filter(scope, filter.get(), name);
    }
    return published.names().contains(name)
        ? published.array(scope, name)
        : resolved(scope, name.substring(0, name.length() - WEIGHT.length()));
  }

  /** The bias is repeated for all values that leave a block. */
  private NDArray filter(NDManager scope, CausalFilter filter, String name) {
    if (published.names().contains(name)) {
      return published.array(scope, name).tile(filter.together());
    }
    String layer = name.substring(0, name.lastIndexOf('.'));
    float[] weight = resolved(scope, layer).toFloatArray();
    float[] matrix = name.endsWith(OWN) ? filter.own(weight) : filter.previous(weight);
    long rows = (long) filter.together() * filter.out();
    return scope.create(matrix, new Shape(rows, matrix.length / rows));
  }

  /** What was merged, and the repeated feed-forward layers. */
  private static String unused() {
    return ".*\\.(wk|wv)\\.weight|.*encoder_layers\\.[1-9][0-9]*\\.ff_layer\\..*|positional.*scale";
  }

  /** Weight normalisation (Salimans and Kingma 2016): magnitude times direction, by channel. */
  private NDArray resolved(NDManager scope, String layer) {
    NDArray direction = published.array(scope, layer + DIRECTION);
    NDArray norm = direction.square().sum(new int[] {1, 2}, true).sqrt();
    return direction.mul(published.array(scope, layer + MAGNITUDE).div(norm));
  }

  /** Published channel d * heads + h becomes h * (width / heads) + d. */
  private NDArray rows(NDManager scope, String name) {
    int width = config.width();
    return published
        .array(scope, name)
        .reshape((long) width / config.heads(), config.heads(), width)
        .transpose(1, 0, 2)
        .reshape(width, width);
  }

  /** Sines in the even channels, cosines in the odd ones, times the learnt scale. */
  private NDArray positions(NDManager scope) {
    int width = config.width();
    float[] table = new float[config.chunkFrames() * width];
    for (int j = 0; j < width; j += 2) {
      double frequency = Math.exp(-j * Math.log(10_000) / width);
      for (int t = 0; t < config.chunkFrames(); t++) {
        table[t * width + j] = (float) Math.sin(t * frequency);
        table[t * width + j + 1] = (float) Math.cos(t * frequency);
      }
    }
    NDArray scale = published.array(scope, "positional_encoder.scale");
    return scope.create(table, new Shape(config.chunkFrames(), width)).mul(scale);
  }
}
