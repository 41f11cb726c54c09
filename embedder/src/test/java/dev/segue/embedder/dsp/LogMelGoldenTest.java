// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Against tensors that torchaudio made. The tolerances are those that come with them. */
class LogMelGoldenTest {
  private static final double TOLERANCE_DB = 5e-3;
  private static final int RATE = 24_000;
  private static final int FFT = 2048;
  private static final int HOP = 240;
  private static final String STFT = "preprocessor_melspec_2048.mel_stft.";

  @TestFactory
  Stream<DynamicTest> agreesWithTorchaudioUnderItsDefaults() throws IOException {
    return Stream.concat(
        tests("musicfm", folder -> check(folder, "mel_db", LogMelGoldenTest::standard)),
        tests("branchformer", folder -> check(folder, "mel/db", LogMelGoldenTest::standard)));
  }

  @TestFactory
  Stream<DynamicTest> agreesWithTorchaudioUnderTheFiltersOfACheckpoint() throws IOException {
    return tests(
        "musicfm",
        folder -> {
          Safetensors weights = Safetensors.open(folder.resolve("weights.safetensors"));
          float[] window = weights.tensor(STFT + "spectrogram.window").toFloats();
          float[] bank = weights.tensor(STFT + "mel_scale.fb").toFloats();
          int bins = window.length / 2 + 1;
          MelFilterbank filters = MelFilterbank.of(bank, bins, bank.length / bins);
          check(folder, "mel_db", mels -> LogMel.of(window, HOP, filters));
        });
  }

  private interface Check {
    void run(Path folder) throws IOException;
  }

  private interface FrontEnd {
    LogMel of(int mels);
  }

  private static LogMel standard(int mels) {
    return LogMel.torchaudio(RATE, FFT, HOP, mels);
  }

  private static Stream<DynamicTest> tests(String model, Check check) throws IOException {
    Path golden = Path.of(System.getProperty("segue.golden", "golden"), model);
    assumeTrue(Files.isDirectory(golden), "there are no golden tensors in " + golden);
    List<Path> variants;
    try (Stream<Path> folders = Files.list(golden)) {
      variants = folders.filter(folder -> Files.exists(folder.resolve("config.json"))).toList();
    }
    assertThat(variants).isNotEmpty();
    return variants.stream()
        .map(
            folder ->
                DynamicTest.dynamicTest(
                    model + " " + folder.getFileName(), () -> check.run(folder)));
  }

  private static void check(Path folder, String name, FrontEnd frontEnd) throws IOException {
    Tensor audio = Safetensors.open(folder.resolve("input.safetensors")).tensor("audio");
    Tensor expected = Safetensors.open(folder.resolve("expected.safetensors")).tensor(name);
    int mels = Math.toIntExact(expected.shape().get(1));
    int frames = Math.toIntExact(expected.shape().get(2));
    float[] samples = audio.toFloats();
    float[] values = expected.toFloats();
    int items = Math.toIntExact(expected.shape().get(0));
    LogMel mel = frontEnd.of(mels);
    for (int i = 0; i < items; i++) {
      int length = samples.length / items;
      float[] item = java.util.Arrays.copyOfRange(samples, i * length, (i + 1) * length);
      float[] actual = mel.decibels(item);
      assertThat(mel.frames(length)).isEqualTo(frames);
      assertThat(actual).hasSize(frames * mels);
      for (int j = 0; j < actual.length; j++) {
        float value = values[(i * mels + j % mels) * frames + j / mels];
        assertThat(Math.abs(actual[j] - value))
            .as("frame %d, filter %d", j / mels, j % mels)
            .isLessThan((float) TOLERANCE_DB);
      }
    }
  }
}
