// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.mfcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneContract;
import dev.segue.embedder.dsp.MelScale;
import dev.segue.embedder.dsp.Padding;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class Mfcc104Test extends BackboneContract {
  @Override
  protected Backbone open() {
    return Mfcc104.standard();
  }

  @Test
  void refusesFiltersBeyondTheNyquistFrequency() {
    assertThatThrownBy(() -> config(13, 6000)).hasMessageContaining("8000 Hz");
  }

  @Test
  void refusesMoreCoefficientsThanFilters() {
    assertThatThrownBy(() -> config(41, 4000)).hasMessageContaining("41 coefficients of 40");
  }

  @Test
  void has13MeansAnd91Covariances() {
    assertThat(Mfcc104.standard().dimension()).isEqualTo(104);
    assertThat(Mfcc104.with(config(20, 4000)).dimension()).isEqualTo(20 + 210);
  }

  @Test
  void hasAnotherRevisionWithOtherParameters() {
    assertThat(Mfcc104.with(config(13, 4000)).revision())
        .isNotEqualTo(Mfcc104.standard().revision());
    assertThat(Mfcc104.standard().revision()).isEqualTo("mfcc104-v2");
  }

  private static MfccConfig config(int coefficients, double highest) {
    return new MfccConfig(
        8000,
        512,
        128,
        40,
        0,
        highest,
        MelScale.HTK,
        false,
        OptionalDouble.empty(),
        Padding.REFLECT,
        coefficients,
        0);
  }
}
