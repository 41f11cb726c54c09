// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.mfcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.dsp.MelScale;
import dev.segue.embedder.dsp.Padding;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Against tensors of an independent implementation in float64. The tolerances are those that come
 * with them.
 */
class Mfcc104GoldenTest {
  private static final double COEFFICIENT_TOLERANCE = 1e-3;
  private static final double EMBEDDING_TOLERANCE = 1e-4;
  private static final double FILTER_TOLERANCE = 1e-6;

  @TestFactory
  Stream<DynamicTest> agreesWithTheReference() throws IOException {
    Path golden = Path.of(System.getProperty("segue.golden", "golden"), "mfcc104");
    assumeTrue(Files.isDirectory(golden), "there are no golden tensors in " + golden);
    List<Path> variants;
    try (Stream<Path> folders = Files.list(golden)) {
      variants = folders.filter(folder -> Files.exists(folder.resolve("config.json"))).toList();
    }
    assertThat(variants).isNotEmpty();
    return variants.stream()
        .map(folder -> DynamicTest.dynamicTest(folder.getFileName() + "", () -> check(folder)));
  }

  private static void check(Path folder) throws IOException {
    MfccConfig config = config(folder.resolve("config.json"));
    Safetensors input = Safetensors.open(folder.resolve("input.safetensors"));
    Safetensors expected = Safetensors.open(folder.resolve("expected.safetensors"));
    checkFilters(new Mfcc(config).filters(), expected.tensor("mel_fb"));
    assertThat(input.names()).isNotEmpty();
    for (String name : input.names()) {
      float[] samples = input.tensor(name).toFloats();
      checkCoefficients(new Mfcc(config).coefficients(samples), expected.tensor(name + "/mfcc"));
      checkEmbedding(config, samples, expected.tensor(name + "/embedding104"));
      for (int ddof = 0; ddof <= 1; ddof++) {
        Tensor other = expected.tensor(name + "/embedding104_ddof" + ddof);
        checkEmbedding(withDdof(config, ddof), samples, other);
      }
    }
  }

  private static void checkFilters(dev.segue.embedder.dsp.MelFilterbank filters, Tensor expected) {
    double[] weights = expected.toDoubles();
    assertThat(weights).hasSize(filters.filters() * filters.bins());
    for (int i = 0; i < weights.length; i++) {
      double weight = filters.weight(i / filters.bins(), i % filters.bins());
      assertThat(Math.abs(weight - weights[i]))
          .as("filter weight %d", i)
          .isLessThan(FILTER_TOLERANCE);
    }
  }

  private static void checkCoefficients(float[][] frames, Tensor expected) {
    double[] values = expected.toDoubles();
    int count = frames[0].length;
    assertThat(values).hasSize(frames.length * count);
    double worst = 0;
    for (int t = 0; t < frames.length; t++) {
      for (int k = 0; k < count; k++) {
        worst = Math.max(worst, Math.abs(frames[t][k] - values[k * frames.length + t]));
      }
    }
    assertThat(worst).as("largest error of %s", expected).isLessThan(COEFFICIENT_TOLERANCE);
  }

  private static void checkEmbedding(MfccConfig config, float[] samples, Tensor expected) {
    float[] vector =
        Mfcc104.with(config).embed(List.of(new Waveform(samples, config.sampleRate())))[0];
    double[] values = expected.toDoubles();
    assertThat(vector).hasSize(values.length);
    double scale = 1;
    double worst = 0;
    for (int i = 0; i < values.length; i++) {
      scale = Math.max(scale, Math.abs(values[i]));
      worst = Math.max(worst, Math.abs(vector[i] - values[i]));
    }
    assertThat(worst / scale)
        .as("largest relative error of %s", expected)
        .isLessThan(EMBEDDING_TOLERANCE);
  }

  private static MfccConfig config(Path file) throws IOException {
    JsonNode json = new JsonMapper().readTree(file.toFile());
    return new MfccConfig(
        json.get("sr").asInt(),
        json.get("n_fft").asInt(),
        json.get("hop").asInt(),
        json.get("n_mels").asInt(),
        json.get("fmin").asDouble(),
        json.get("fmax").asDouble(),
        json.get("htk").asBoolean() ? MelScale.HTK : MelScale.SLANEY,
        json.get("norm").asText().equals("slaney"),
        json.get("top_db").isNull()
            ? OptionalDouble.empty()
            : OptionalDouble.of(json.get("top_db").asDouble()),
        json.get("pad_mode").asText().equals("reflect") ? Padding.REFLECT : Padding.ZERO,
        json.get("n_mfcc").asInt(),
        json.get("ddof").asInt());
  }

  private static MfccConfig withDdof(MfccConfig config, int ddof) {
    return new MfccConfig(
        config.sampleRate(),
        config.fftSize(),
        config.hop(),
        config.mels(),
        config.lowest(),
        config.highest(),
        config.scale(),
        config.areaNormalised(),
        config.topDb(),
        config.padding(),
        config.coefficients(),
        ddof);
  }
}
