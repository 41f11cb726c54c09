// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.wav2vec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.segue.embedder.backbone.wav2vec2.Wav2Vec2Config.ConvolutionNorm;
import dev.segue.nn.torch.FrozenNetwork;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Weights;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FeatureTextTest {
  /** More than one piece, and not a whole number of them. */
  private static final int SAMPLES = 100_123;

  private static final int WIDTH = 6;

  @ParameterizedTest
  @EnumSource(ConvolutionNorm.class)
  void convolvesInPiecesAsPlainConvolutionsDo(ConvolutionNorm norm) {
    Wav2Vec2Config config =
        new Wav2Vec2Config(
            List.of(
                new ConvLayer(WIDTH, 10, 5),
                new ConvLayer(WIDTH, 3, 1),
                new ConvLayer(WIDTH, 5, 2),
                new ConvLayer(WIDTH, 4, 4),
                new ConvLayer(WIDTH, 3, 2)),
            norm,
            new Positional.WeightNormed(4, 2),
            false,
            8,
            8,
            1,
            2,
            1e-5);
    String text =
        Wav2Vec2Text.of(config, LayerMix.only(1, 1), Precision.FLOAT32)
            + compared()
            + plain(config);
    Weights weights = Weights.random(Wav2Vec2Weights.spec(config), 3);
    try (FrozenNetwork network = FrozenNetwork.of(new Wav2Vec2Weights(weights), text);
        NDManager scope = Torch.scope()) {
      NDArray noise = scope.randomUniform(-0.5f, 1, new Shape(2, SAMPLES), DataType.FLOAT32);
      List<NDArray> both = network.call(scope, "compared", noise);
      assertThat(both.get(0).getShape()).isEqualTo(both.get(1).getShape());
      assertThat(both.get(0).getShape().get(1))
          .isEqualTo(config.frames(SAMPLES))
          .isGreaterThan(256);
      assertThat((double) both.get(0).sub(both.get(1)).abs().max().getFloat())
          .isCloseTo(0, within(2e-5));
      assertThat(both.get(1).abs().max().getFloat()).isGreaterThan(0.1f);
    }
  }

  private static String compared() {
    return """
    def compared(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
      return [(self).features(p, x[0]), (self).plain(p, x[0])]
    """;
  }

  /** As the original writes it: channels first, the norm after the convolution. */
  private static String plain(Wav2Vec2Config config) {
    StringBuilder text =
        new StringBuilder(
            """
            def plain(self, p: List[Tensor], x: Tensor) -> Tensor:
              h = torch.unsqueeze(x, 1)
            """);
    for (int i = 0; i < config.convolutions().size(); i++) {
      ConvLayer conv = config.convolutions().get(i);
      String layer = Wav2Vec2Weights.CONV.formatted(i);
      text.append(
          """
            w = torch.view({%sconv.weight}, [%d, -1, %d])
            h = torch.conv1d(h, torch.permute(w, [2, 1, 0]), None, [%d], [0], [1], 1)
          """
              .formatted(layer, conv.kernel(), WIDTH, conv.stride()));
      if (config.convolutionNorm() == ConvolutionNorm.LAYER) {
        text.append(
            """
              h = torch.transpose(h, 1, 2)
              h = torch.layer_norm(h, [%d], {%2$slayer_norm.weight}, {%2$slayer_norm.bias}, 1e-05)
              h = torch.transpose(h, 1, 2)
            """
                .formatted(WIDTH, layer));
      } else if (i == 0) {
        text.append(
            """
              h = torch.group_norm(h, %d, {%2$slayer_norm.weight}, {%2$slayer_norm.bias}, 1e-05)
            """
                .formatted(WIDTH, layer));
      }
      text.append("  h = torch.gelu(h)\n");
    }
    return text.append("  return torch.transpose(h, 1, 2)\n").toString();
  }
}
