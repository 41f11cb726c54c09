// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.embedder.backbone.Tagger;
import dev.segue.nn.checkpoint.Checkpoints;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Torch;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against tensors of an independent implementation in float64. The tolerances are those that come
 * with them, relative to the largest value of each tensor.
 */
class MusicnnGoldenTest {
  private static final double NETWORK = 1e-4;
  private static final double MEL = 1e-4;

  /** Half a unit in the last place of a float16 is 5e-4 of its value. */
  private static final double ROUNDED = 1e-3;

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> agreesWithTheReference() throws IOException {
    Path golden = Path.of(System.getProperty("segue.golden", "golden"), "musicnn");
    assumeTrue(Files.isDirectory(golden), "there are no golden tensors in " + golden);
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> variants = Files.list(golden)) {
      for (Path variant :
          variants.filter(path -> Files.exists(path.resolve("config.json"))).sorted().toList()) {
        String name = variant.getFileName().toString();
        tests.add(DynamicTest.dynamicTest(name + " spectrum", () -> checkSpectrum(variant)));
        tests.add(DynamicTest.dynamicTest(name + " network", () -> checkStages(variant)));
        tests.add(DynamicTest.dynamicTest(name, () -> checkAll(variant, variant)));
        Path original = variant.resolve("tf_checkpoint");
        if (Files.isDirectory(original)) {
          tests.add(
              DynamicTest.dynamicTest(
                  name + " as TensorFlow wrote it",
                  () -> checkAll(variant, withConfig(original, name))));
        }
      }
    }
    assertThat(tests).isNotEmpty();
    return tests.stream();
  }

  /** The files of a checkpoint beside the configuration, where a user would have both. */
  private Path withConfig(Path original, String name) throws IOException {
    Path copy = Files.createDirectory(folder.resolve(name));
    try (Stream<Path> files = Files.list(original)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    Files.copy(original.resolveSibling("config.json"), copy.resolve("config.json"));
    return copy;
  }

  private static MusicnnConfig config(Path variant) throws IOException {
    return MusicnnConfig.of(new JsonMapper().readTree(variant.resolve("config.json").toFile()));
  }

  private static Tensor expected(Path variant, String name) throws IOException {
    return Safetensors.open(variant.resolve("expected.safetensors")).tensor(name);
  }

  private static float[] audio(Path variant) throws IOException {
    return Safetensors.open(variant.resolve("input.safetensors")).tensor("audio").toFloats();
  }

  private static void checkSpectrum(Path variant) throws IOException {
    MusicnnConfig config = config(variant);
    MusicnnSpectrum spectrum = new MusicnnSpectrum(config);
    float[] audio = audio(variant);
    int count = spectrum.frames(audio.length);
    float[] mels = new float[count * config.mels()];
    float[] heard = new float[mels.length];
    for (int i = 0; i < count; i++) {
      spectrum.of(audio).mels(i, mels, i * config.mels());
      spectrum.of(audio).heard(i, heard, i * config.mels());
    }
    double[] expected = expected(variant, "mel").toDoubles();
    assertThat(mels).hasSize(expected.length);
    for (int i = 0; i < mels.length; i++) {
      assertThat(Math.abs(mels[i] - expected[i]))
          .as("mel power %d, %s", i, expected[i])
          .isLessThanOrEqualTo(MEL * expected[i] + 1e-9);
    }
    assertWithin(heard, expected(variant, "logmel_f16round"), 0, ROUNDED);
  }

  private static void checkStages(Path variant) throws IOException {
    MusicnnConfig config = config(variant);
    Tensor patches = expected(variant, "patches");
    try (MusicnnModel model =
            new MusicnnModel(
                config,
                MusicnnWeights.spec(config)
                    .select(Checkpoints.read(variant.resolve("weights.safetensors"))),
                Precision.FLOAT32);
        NDManager scope = Torch.scope()) {
      long[] shape = patches.shape().stream().mapToLong(Long::longValue).toArray();
      NDArray input = scope.create(FloatBuffer.wrap(patches.toFloats()), new Shape(shape));
      List<NDArray> stages = model.call(scope, "stages", input);
      for (int i = 0; i < stages.size(); i++) {
        checkStage(variant, MusicnnText.STAGES.get(i), stages.get(i));
      }
    }
  }

  /** Up to the pooling, the reference has the first patch only, frames before values. */
  private static void checkStage(Path variant, String stage, NDArray actual) throws IOException {
    boolean pooled = actual.getShape().dimension() == 2;
    boolean input = stage.equals("input");
    String name = input ? "bn_input_patch0" : pooled ? stage : stage + "_patch0";
    NDArray first = pooled ? actual : input ? actual.get(0) : actual.get(0).transpose();
    Tensor expected = expected(variant, name);
    double scale = 0;
    for (double value : expected.toDoubles()) {
      scale = Math.max(scale, Math.abs(value));
    }
    assertWithin(first.toFloatArray(), expected, 0, NETWORK * scale);
  }

  private static void checkAll(Path variant, Path weights) throws IOException {
    BackboneOptions options = BackboneOptions.in(weights).withWeights(weights);
    Tensor embedding = expected(variant, "embedding");
    Tensor taggram = expected(variant, "taggram");
    try (Backbone backbone = Musicnn.MSD.open(options);
        Tagger tagger = Musicnn.MSD.openTagger(options)) {
      Waveform audio = new Waveform(audio(variant), backbone.sampleRate());
      assertWithin(backbone.embed(List.of(audio))[0], embedding, ROUNDED, 0);
      assertWithin(tagger.probabilities(audio), mean(taggram), ROUNDED, 0);
      assertThat(tagger.tags()).hasSize(taggram.shape().get(1).intValue());
    }
  }

  private static Tensor mean(Tensor taggram) {
    int patches = taggram.shape().get(0).intValue();
    int tags = taggram.shape().get(1).intValue();
    double[] values = taggram.toDoubles();
    double[] mean = new double[tags];
    for (int i = 0; i < values.length; i++) {
      mean[i % tags] += values[i] / patches;
    }
    return Tensor.of("mean taggram", mean, tags);
  }

  /** Within so much of the largest value, and so much more. */
  private static void assertWithin(
      float[] actual, Tensor expected, double relative, double absolute) {
    double[] values = expected.toDoubles();
    assertThat(actual).as(expected.name()).hasSize(values.length);
    double scale = 0;
    double worst = 0;
    for (int i = 0; i < values.length; i++) {
      scale = Math.max(scale, Math.abs(values[i]));
      // Written so that NaN is seen.
      double error = Math.abs(actual[i] - values[i]);
      worst = error <= worst ? worst : error;
    }
    assertThat(worst)
        .as("largest error of %s, whose largest value is %s", expected, scale)
        .isLessThan(relative * scale + absolute);
  }
}
