// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.encodecmae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.segue.nn.torch.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * The published weights in the form that is computed with: weight norms are resolved, a head's
 * channels lie together, and queries, keys and values come from one matrix.
 */
final class PreparedWeights implements Weights {
  static final String POSITIONS = "positions";
  static final String QUERY_KEY_VALUE = "qkv";

  private static final String DIRECTION = ".weight_v";
  private static final String MAGNITUDE = ".weight_g";
  private static final String QUERY = ".wq.weight";
  private static final String OUTPUT = ".wo.weight";

  private final Weights published;
  private final EncodecMaeConfig config;
  private final List<String> names = new ArrayList<>();

  PreparedWeights(Weights published, EncodecMaeConfig config) {
    this.published = published;
    this.config = config;
    for (String name : published.names()) {
      if (name.endsWith(DIRECTION)) {
        names.add(name.replace(DIRECTION, ".weight"));
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
    return published.names().contains(name)
        ? published.array(scope, name)
        : resolved(scope, name.substring(0, name.length() - ".weight".length()));
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
