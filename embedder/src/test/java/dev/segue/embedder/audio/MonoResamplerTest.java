// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Against a linear sine sweep from 0 Hz to the old Nyquist frequency. What is resampled of it is
 * known exactly: the same sweep, sampled at the new rate, up to the new Nyquist frequency, and
 * silence from there on.
 */
class MonoResamplerTest {
  private static final double SECONDS = 10;
  private static final double LEVEL = 0.5;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"44100, 16000", "44100, 22050", "44100, 24000", "48000, 16000", "48000, 24000"})
  void keepsTheSweepInThePassBand(int from, int to) throws Exception {
    float[] resampled = sweep(from, to);
    assertThat(resampled.length).isEqualTo((int) (SECONDS * to));
    double error = 0;
    double power = 0;
    for (int i = 0; i < place(0.85 * to / 2, from, to); i++) {
      double exact = LEVEL * Math.sin(phase((double) i / to, from));
      // The first samples of a sweep that begins at full speed from silence ring.
      error += i < to / 10 ? 0 : Math.pow(resampled[i] - exact, 2);
      power += exact * exact;
    }
    // A ripple of 0.01 dB alone would make -59 dB, a delay of a hundredth of a sample -36 dB.
    assertThat(decibels(error / power)).isLessThan(-95);
  }

  @ParameterizedTest
  @CsvSource({"44100, 16000", "44100, 22050", "44100, 24000", "48000, 16000", "48000, 24000"})
  void foldsNothingBackFromAboveTheNyquistFrequency(int from, int to) throws Exception {
    float[] resampled = sweep(from, to);
    double loudest = 0;
    for (int i = place(1.01 * to / 2, from, to); i < resampled.length; i++) {
      loudest = Math.max(loudest, Math.abs(resampled[i]));
    }
    assertThat(2 * decibels(loudest / LEVEL)).isLessThan(-88);
  }

  private float[] sweep(int from, int to) throws Exception {
    float[] samples = new float[(int) (SECONDS * from)];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (LEVEL * Math.sin(phase((double) i / from, from)));
    }
    Path file = Files.write(folder.resolve("sweep.wav"), Wav.of(from, 1).floats(samples));
    return new AudioDecoder(DecodeLimits.STANDARD).decode(file, to, Clip.WHOLE).samples();
  }

  private static double phase(double seconds, int from) {
    return Math.PI * from / 2 * seconds * seconds / SECONDS;
  }

  /** The resampled sample at which the sweep has reached a frequency. */
  private static int place(double hertz, int from, int to) {
    return (int) (hertz / (from / 2.0) * SECONDS * to);
  }

  private static double decibels(double ratio) {
    return 10 * Math.log10(ratio);
  }
}
