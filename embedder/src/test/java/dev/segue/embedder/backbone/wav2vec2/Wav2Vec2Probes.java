// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.wav2vec2;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.segue.nn.torch.FrozenNetwork;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Weights;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/** Looks at what lies between the samples and the hidden states. */
final class Wav2Vec2Probes {
  private static final int SHOWN = 32;

  private final Wav2Vec2Config config;
  private final Weights weights;

  /** Compares a tensor of a name with what is expected of it. */
  @FunctionalInterface
  interface Comparison {
    void close(String name, float[] actual) throws IOException;
  }

  Wav2Vec2Probes(Wav2Vec2Config config, Weights weights) {
    this.config = config;
    this.weights = weights;
  }

  void check(float[][] clips, Comparison expected) throws IOException {
    LayerMix last = LayerMix.only(config.layers(), config.layers());
    String text = Wav2Vec2Text.of(config, last, Precision.FLOAT32) + convolutions() + encoder();
    try (FrozenNetwork network = FrozenNetwork.of(new Wav2Vec2Weights(weights), text);
        NDManager scope = Torch.scope()) {
      FloatBuffer samples = FloatBuffer.allocate(clips.length * clips[0].length);
      Arrays.stream(clips).forEach(samples::put);
      NDArray input = scope.create(samples.flip(), new Shape(clips.length, clips[0].length));
      List<NDArray> convolved = network.call(scope, "convolutions", input);
      expected.close("raw.conv0_raw.clip0.first32", shown(convolved.get(0)));
      for (int i = 0; i < config.convolutions().size(); i++) {
        NDArray layer = convolved.get(i + 1);
        expected.close("raw.conv_layer.%d.clip0.first32".formatted(i), shown(layer));
        expected.close(
            "raw.conv_layer.%d.length".formatted(i), new float[] {layer.getShape().get(0)});
      }
      List<NDArray> encoded = network.call(scope, "encoder", input);
      List<String> names =
          List.of(
              "feature_projection", "pos_conv_embed", "layer0.attention", "layer0.feed_forward");
      for (int i = 0; i < encoded.size(); i++) {
        String name = i < names.size() ? names.get(i) : "pos_conv_layer." + (i - names.size());
        expected.close("raw." + name, encoded.get(i).toFloatArray());
      }
    }
  }

  /** Channels first, as the original keeps them. */
  private static float[] shown(NDArray frames) {
    long count = Math.min(SHOWN, frames.getShape().get(0));
    return frames.get("0:" + count).transpose().toFloatArray();
  }

  private String convolutions() {
    StringBuilder text =
        new StringBuilder(
            """
            def convolutions(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
              clip = torch.select(x[0], 0, 0)
              w = {feature_extractor.conv_layers.0.conv.weight}
              plain = torch.cat([w, torch.zeros_like(torch.slice(w, 0, 0, 1))], 0)
              raw = (self).filtered(p, clip, plain)
              h = (self).conv_0(p, clip, (self).filters(p, clip))
              seen = [raw, h]
            """);
    for (int i = 1; i < config.convolutions().size(); i++) {
      text.append("  h = (self).conv_%d(p, h)\n".formatted(i));
      text.append("  _1 = torch.append(seen, h)\n");
    }
    return text.append("  return seen\n").toString();
  }

  private String encoder() {
    EncoderText encoder = new EncoderText(config, Precision.FLOAT32.number());
    String first = encoder.norm("h", "encoder.layers.0.layer_norm");
    String second = encoder.norm("y", "encoder.layers.0.final_layer_norm");
    StringBuilder text =
        new StringBuilder(
            """
            def encoder(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
              projected = (self).project(p, (self).features(p, x[0]))
              positions = (self).positions(p, projected)
              h = (self).locate(p, projected)
              attended = (self).attention_0(p, %s, None)
              y = torch.add(attended, h)
              fed = (self).feed_0(p, %s)
              seen = [projected, positions, attended, fed]
            """
                .formatted(
                    config.preNorm() ? first : "h",
                    config.preNorm() ? second : encoder.norm("y", "encoder.layers.0.layer_norm")));
    if (config.positional() instanceof Positional.Stacked stacked) {
      text.append("  z = torch.transpose(projected, 1, 2)\n");
      for (int i = 0; i < stacked.depth(); i++) {
        text.append("  z = (self).position_%d(p, z)\n".formatted(i));
        text.append("  _1 = torch.append(seen, z)\n");
      }
    }
    return text.append("  return seen\n").toString();
  }
}
