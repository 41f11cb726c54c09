// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LogMelTest {
  private static final int RATE = 24_000;
  private static final int MELS = 128;
  private final LogMel mel = LogMel.torchaudio(RATE, 2048, 240, MELS);

  @Test
  void refusesFiltersThatDoNotFitTheWindow() {
    MelFilterbank filters = MelFilterbank.create(RATE, 1024, 40, 0, 12_000, MelScale.HTK, false);
    assertThatThrownBy(() -> LogMel.of(new float[2048], 240, filters))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("513 bins")
        .hasMessageContaining("1025");
  }

  @Test
  void refusesAFilterBankOfAnotherSize() {
    assertThatThrownBy(() -> MelFilterbank.of(new float[10], 5, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10 weights are not 3 filters over 5 bins");
  }

  @Test
  void refusesAnEmptyWindow() {
    assertThatThrownBy(() -> new PowerSpectrogram(0, 240, Padding.REFLECT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void dropsTheLastFrame() {
    assertThat(mel.frames(720_000)).isEqualTo(3000);
    assertThat(mel.frames(239)).isZero();
    assertThat(mel.decibels(new float[1025])).hasSize(4 * MELS);
  }

  @Test
  void hearsSilenceAsMinus100Decibels() {
    assertThat(mel.decibels(new float[4800])).containsOnly(-100f);
  }

  @Test
  void hearsAToneInItsFilterOnly() {
    float[] samples = new float[RATE];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) Math.sin(2 * Math.PI * 3000 * i / RATE);
    }
    float[] decibels = mel.decibels(samples);
    int loudest = 0;
    for (int i = 1; i < MELS; i++) {
      loudest = decibels[50 * MELS + i] > decibels[50 * MELS + loudest] ? i : loudest;
    }
    double top = MelScale.HTK.toMel(RATE / 2.0);
    assertThat(MelScale.HTK.toHertz(top * (loudest + 1) / (MELS + 1))).isBetween(2900.0, 3100.0);
    assertThat(decibels[50 * MELS + loudest]).isGreaterThan(40);
    assertThat(decibels[50 * MELS + 20]).isLessThan(-20);
  }

  @Test
  void keepsOnlyWhatIsNotZeroOfFiltersFromACheckpoint() {
    float[] weights = {0, 0, 0.5f, 0, 1, 0.25f, 0, 1, 0, 0};
    MelFilterbank filters = MelFilterbank.of(weights, 5, 2);
    float[] out = new float[4];
    filters.apply(new float[] {1, 10, 100, 1000, 10_000}, out, 1);
    assertThat(out).containsExactly(0, 105, 1025, 0);
    assertThat(filters.weight(1, 3)).isEqualTo(1);
    assertThat(filters.weight(1, 1)).isZero();
  }

  @Test
  void computesTheLogarithmToTheLastPlace() {
    for (float power = 1e-10f; power < 1e30f; power *= 1.0371f) {
      float exact = (float) (10 * Math.log10(power));
      assertThat(Math.abs(Decibels.of(power, 1e-10f) - exact)).isLessThanOrEqualTo(Math.ulp(exact));
    }
    assertThat(Decibels.of(Float.NaN, 1e-10f)).isNaN();
    assertThat(Decibels.of(Float.POSITIVE_INFINITY, 1e-10f)).isEqualTo(Float.POSITIVE_INFINITY);
  }
}
