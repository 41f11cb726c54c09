// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.jukebox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.nn.checkpoint.TensorSpec;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Torch;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published size: its tensors, and one of its blocks at work. */
class JukeboxWeightsTest {
  private static final JukeboxConfig PUBLISHED = JukeboxConfig.PUBLISHED;

  @Test
  void hasTheTensorsOfThePublishedVqVae() {
    TensorSpec spec = VqVaeWeights.all(VqVaeConfig.PUBLISHED);
    assertThat(spec.count()).isEqualTo(669);
    assertThat(spec.values()).isEqualTo(1_878_979);
    assertThat(spec.shapes().get("encoders.0.level_blocks.0.model.0.1.model.7.model.1.weight"))
        .containsExactly(64, 64, 3);
    assertThat(spec.shapes().get("encoders.2.level_blocks.1.model.0.0.weight"))
        .containsExactly(32, 64, 4);
    assertThat(spec.shapes().get("decoders.1.level_blocks.1.model.2.1.weight"))
        .containsExactly(32, 64, 4);
    assertThat(spec.shapes().get("decoders.2.out.weight")).containsExactly(1, 64, 3);
    assertThat(spec.shapes().get("bottleneck.level_blocks.2.k")).containsExactly(2048, 64);
    assertThat(spec.shapes()).containsKeys(names(VqVaeWeights.needed(VqVaeConfig.PUBLISHED)));
  }

  @Test
  void hasTheTensorsOfThePublishedPrior() {
    TensorSpec spec = PriorWeights.all(PUBLISHED);
    assertThat(spec.count()).isEqualTo(872);
    assertThat(spec.values()).isEqualTo(5_060_452_800L);
    TensorSpec below = PriorWeights.needed(PUBLISHED, 35);
    TensorSpec needed = PriorWeights.needed(PUBLISHED, 36);
    assertThat(needed.values() - below.values()).isEqualTo(69_157_200);
    assertThat(needed.count()).isEqualTo(7 + 36 * 12);
    assertThat(spec.shapes()).containsKeys(names(needed));
    assertThat(spec.shapes().get("prior.transformer._attn_mods.71.attn.c_attn.w"))
        .containsExactly(4800, 3600);
    assertThat(spec.shapes().get("prior.transformer._attn_mods.0.attn.c_proj.w"))
        .containsExactly(1200, 4800);
    assertThat(spec.shapes().get("y_emb.artist_emb.emb.weight")).containsExactly(4111, 4800);
  }

  private static String[] names(TensorSpec spec) {
    return spec.shapes().keySet().toArray(String[]::new);
  }

  @Test
  void readsThePublishedSizesWhereNoneAreGiven() throws IOException {
    assertThat(JukeboxConfig.of(new JsonMapper().readTree("{}"))).isEqualTo(PUBLISHED);
    assertThat(PUBLISHED.vqvae().hop()).isEqualTo(128);
    assertThat(PUBLISHED.prior().blockLength()).isEqualTo(64);
    assertThat(PUBLISHED.prior().headWidth()).isEqualTo(150);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"attn_order\": 12}       | attn_order is 12",
        "{\"strides_t\": [2, 3]}    | strides_t",
        "{\"y_bins\": [1]}          | y_bins",
        "{\"downs_t\": [1]}         | downs_t and multipliers",
        "{\"blocks\": 7}            | n_ctx 8192 is not a multiple of blocks 7",
        "{\"heads\": 7}             | 7 heads do not divide 1200",
        "{\"prior_depth\": 2000000000} | prior_depth is 2000000000; 1 to 1024",
        "{\"downs_t\": [3, 0, 2]}  | downs_t is 0",
      })
  void refusesModelsThatWorkInAnotherWay(String json, String message) {
    assertThatThrownBy(() -> JukeboxConfig.of(new JsonMapper().readTree(json)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void tellsEveryTrackThatItsFirstSecondsOfSixtyTwoAreHeard() {
    TimeBins bins = TimeBins.of(PUBLISHED);
    // (62 - 60) / (600 - 60) of 128; 23.78 of 600 s; 23.78 of 62 s.
    assertThat(bins.total()).isZero();
    assertThat(bins.absolute()).startsWith(0L, 0L).endsWith(5L).hasSize(8192);
    assertThat(bins.relative()).startsWith(0L, 0L).endsWith(49L).hasSize(8192);
  }

  @Test
  void runsABlockOfThePublishedSize() {
    Map<String, Tensor> tensors = new RandomTensors(1).of(PriorWeights.needed(PUBLISHED, 1));
    try (Prior prior = new Prior(PUBLISHED, 1, tensors, Precision.FLOAT32);
        NDManager scope = Torch.scope()) {
      NDArray codes = scope.create(new long[] {5, 2047, 0, 17});
      List<NDArray> states = prior.states(scope, List.of(codes));
      assertThat(states.get(0).getShape().getShape()).containsExactly(4, 4800);
      assertThat(prior.means(List.of(codes))[0]).hasSize(4800).doesNotContain(Float.NaN);
    }
  }
}
