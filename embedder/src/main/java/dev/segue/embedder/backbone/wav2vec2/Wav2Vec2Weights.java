// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.wav2vec2;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.segue.embedder.backbone.wav2vec2.Wav2Vec2Config.ConvolutionNorm;
import dev.segue.nn.checkpoint.TensorSpec;
import dev.segue.nn.torch.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights in the form in which they are used: the filters of the convolutions as matrices
 * {@code [taps * channels, filters]}, those of the positional convolution with their norms.
 */
final class Wav2Vec2Weights implements Weights {
  static final String CONV = "feature_extractor.conv_layers.%d.";
  static final String POSITIONAL = "encoder.pos_conv_embed.conv.";
  private static final String FILTERS = "feature_extractor\\.conv_layers\\.\\d+\\.conv\\.weight";
  private static final String DIRECTIONS = POSITIONAL + "weight_v";
  private static final String LENGTHS = POSITIONAL + "weight_g";
  private static final String POSITIONAL_WEIGHT = POSITIONAL + "weight";

  private final Weights published;

  Wav2Vec2Weights(Weights published) {
    this.published = published;
  }

  /** The tensors of a checkpoint. */
  static TensorSpec spec(Wav2Vec2Config config) {
    int hidden = config.hidden();
    TensorSpec.Builder spec = TensorSpec.builder().tensor("masked_spec_embed", hidden);
    convolutions(spec, config);
    norm(spec, "feature_projection.layer_norm", config.channels());
    linear(spec, "feature_projection.projection", config.channels(), hidden);
    positional(spec, config.positional(), hidden);
    norm(spec, "encoder.layer_norm", hidden);
    for (int i = 0; i < config.layers(); i++) {
      String layer = "encoder.layers.%d.".formatted(i);
      for (String name : List.of("k_proj", "v_proj", "q_proj", "out_proj")) {
        linear(spec, layer + "attention." + name, hidden, hidden);
      }
      norm(spec, layer + "layer_norm", hidden);
      linear(spec, layer + "feed_forward.intermediate_dense", hidden, config.feedForward());
      linear(spec, layer + "feed_forward.output_dense", config.feedForward(), hidden);
      norm(spec, layer + "final_layer_norm", hidden);
    }
    return spec.build();
  }

  private static void convolutions(TensorSpec.Builder spec, Wav2Vec2Config config) {
    int channels = 1;
    for (int i = 0; i < config.convolutions().size(); i++) {
      ConvLayer conv = config.convolutions().get(i);
      String layer = CONV.formatted(i);
      spec.tensor(layer + "conv.weight", conv.channels(), channels, conv.kernel());
      if (i == 0 || config.convolutionNorm() == ConvolutionNorm.LAYER) {
        norm(spec, layer + "layer_norm", conv.channels());
      }
      channels = conv.channels();
    }
  }

  private static void positional(TensorSpec.Builder spec, Positional positional, int hidden) {
    int inputs = hidden / positional.groups();
    if (positional instanceof Positional.Stacked stacked) {
      for (int i = 0; i < stacked.depth(); i++) {
        String layer = "encoder.pos_conv_embed.layers.%d.conv.".formatted(i);
        spec.tensor(layer + "weight", hidden, inputs, stacked.kernel());
        spec.tensor(layer + "bias", hidden);
      }
      return;
    }
    spec.tensor(POSITIONAL + "bias", hidden);
    spec.tensor(LENGTHS, 1, 1, positional.kernel());
    spec.tensor(DIRECTIONS, hidden, inputs, positional.kernel());
  }

  private static void norm(TensorSpec.Builder spec, String name, int values) {
    spec.tensor(name + ".weight", values).tensor(name + ".bias", values);
  }

  private static void linear(TensorSpec.Builder spec, String name, int inputs, int outputs) {
    spec.tensor(name + ".weight", outputs, inputs).tensor(name + ".bias", outputs);
  }

  /**
   * Which weights may have 16 bits: those of the large products. The first convolution sees samples
   * and is cheap.
   */
  static boolean large(String name) {
    return name.matches(
        ".*(_proj|projection|_dense)\\.(weight|bias)"
            + "|encoder\\.pos_conv_embed\\..*"
            + "|feature_extractor\\.conv_layers\\.[1-9]\\d*\\.conv\\.weight");
  }

  @Override
  public List<String> names() {
    List<String> names = new ArrayList<>(published.names());
    if (names.remove(DIRECTIONS) && names.remove(LENGTHS)) {
      names.add(POSITIONAL_WEIGHT);
    }
    return names;
  }

  @Override
  public NDArray array(NDManager scope, String name) {
    if (name.equals(POSITIONAL_WEIGHT)) {
      NDArray directions = read(scope, DIRECTIONS);
      NDArray norms = directions.square().sum(new int[] {0, 1}, true).sqrt();
      return directions.mul(read(scope, LENGTHS).div(norms));
    }
    NDArray array = read(scope, name);
    return name.matches(FILTERS) ? matrix(array) : array;
  }

  private NDArray read(NDManager scope, String name) {
    return published.array(scope, name).toType(DataType.FLOAT32, false);
  }

  private static NDArray matrix(NDArray filters) {
    long outputs = filters.getShape().get(0);
    return filters.transpose(2, 1, 0).reshape(-1, outputs);
  }
}
