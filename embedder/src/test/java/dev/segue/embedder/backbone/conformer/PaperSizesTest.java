// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.nn.checkpoint.TensorSpec;
import dev.segue.nn.torch.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaperSizesTest {
  private static final int CODES = 8192;

  @ParameterizedTest
  @CsvSource({
    "BRANCHFORMER, ROTARY, 4x768, 60, 62080768",
    "BRANCHFORMER, ROTARY, 12x1024, 187, 187123200",
    "BRANCHFORMER, SUMMARY, 12x1024, 164, 163567104",
    "CONFORMER, ROTARY, 4x768, 95, 95767296",
    "CONFORMER, ROTARY, 12x1024, 330, 325277184",
    "CONFORMER, SUMMARY, 12x1024, 302, 301721088",
  })
  void hasAboutAsManyParametersAsThePaperStates(
      Family family, Mixing mixing, String size, double statedMillions, long values) {
    EncoderConfig config = Size.of(size).config(family, mixing, MelInput.PAPER, CODES);
    long trained = new EncoderTraining(config, 0.1).trainedValues();
    assertThat(trained).isEqualTo(values);
    assertThat(trained / 1e6 / statedMillions).isBetween(0.97, 1.04);
  }

  @Test
  void asksForTheTensorsOfTheOriginalsByName() {
    EncoderConfig config =
        Size.PAPER_12.config(Family.BRANCHFORMER, Mixing.PLAIN, MelInput.PAPER, CODES);
    TensorSpec spec = new EncoderText(config, config.layers(), Precision.FLOAT32).spec();
    // 18 in each of 12 blocks, 2 of the last norm, 2 of the projection and 36 of the convolutions.
    assertThat(spec.count()).isEqualTo(12 * 18 + 2 + 2 + 36);
    assertThat(spec.shapes().get("encoder.layers.11.mha_layer.att.in_proj_weight"))
        .containsExactly(3072, 1024);
    assertThat(spec.shapes().get("conv.linear.weight")).containsExactly(1024, 16384);
  }

  @Test
  void listsTheSizesWhenAskedForAnother() {
    assertThatThrownBy(() -> Size.of("huge"))
        .hasMessage("there is no size 'huge'; there are: tiny, small, 4x768, 12x1024");
  }
}
