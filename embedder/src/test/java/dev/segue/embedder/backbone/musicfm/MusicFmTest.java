// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicfm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneContract;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.embedder.backbone.Backbones;
import dev.segue.nn.checkpoint.CheckpointException;
import dev.segue.nn.checkpoint.TensorSpec;
import dev.segue.nn.torch.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MusicFmTest extends BackboneContract {
  @TempDir static Path folder;

  @BeforeAll
  static void writeWeights() throws IOException {
    SmallMusicFm.write(folder, Map.of());
  }

  @Override
  protected Backbone open() {
    return open(options());
  }

  @Test
  void refusesWeightsOfAnotherShapeByName() throws IOException {
    Path other = Files.createDirectory(folder.resolve("misshapen"));
    SmallMusicFm.write(other, Map.of("conv.linear.weight", new long[] {16, 100}));
    assertThatThrownBy(
            () -> Backbones.type("musicfm").open(BackboneOptions.in(other).withWeights(other)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("conv.linear.weight [16, 100] instead of [16, 128]");
  }

  @Test
  void refusesALayerThatIsNotThere() {
    assertThatThrownBy(() -> open(options().withLayer(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 to 2");
  }

  @Test
  void refusesStatisticsWithoutNumbers() throws IOException {
    Path stats = Files.writeString(folder.resolve("bad.json"), "{\"melspec_2048_mean\": 6}");
    assertThatThrownBy(() -> MusicFmType.TYPE.verify(stats))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("melspec_2048_std");
  }

  @Test
  void refusesWholeTracksAsTheStudyHeardThem() {
    BackboneOptions whole =
        new BackboneOptions(
            folder,
            Optional.of(folder),
            OptionalInt.empty(),
            true,
            Optional.empty(),
            Optional.of(Clip.WHOLE));
    assertThatThrownBy(() -> open(whole))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("clips of one length");
  }

  @Test
  void hasThePublishedSize() {
    TensorSpec all = MusicFmWeights.all(MusicFmConfig.PUBLISHED);
    assertThat(all.count()).isEqualTo(465);
    long buffers =
        all.shapes().entrySet().stream()
            .filter(
                tensor ->
                    tensor
                        .getKey()
                        .matches(".*(running_(mean|var)|tracked|window|fb|inv_freq)|quantizer.*"))
            .mapToLong(tensor -> Arrays.stream(tensor.getValue()).reduce(1, (a, b) -> a * b))
            .sum();
    assertThat(all.values() - buffers).isEqualTo(328_932_480);
  }

  @Test
  void usesOnlyTensorsThatAFileHas() {
    Map<String, long[]> all = MusicFmWeights.all(MusicFmConfig.PUBLISHED).shapes();
    MusicFmWeights.used(MusicFmConfig.PUBLISHED, 12)
        .shapes()
        .forEach((name, shape) -> assertThat(all.get(name)).as(name).isEqualTo(shape));
  }

  @Test
  void hearsThirtySecondsFromTheMiddleOrAsTheStudyFromTheBeginning() {
    try (Backbone sound = open(options());
        Backbone study = open(options().withStudyExact(true))) {
      assertThat(sound.clip()).isEqualTo(Clip.centre(Duration.ofSeconds(30)));
      assertThat(study.clip()).isEqualTo(Clip.first(Duration.ofSeconds(30)));
      assertThat(sound.dimension()).isEqualTo(16);
      assertThat(study.dimension()).isEqualTo(750);
      assertThat(study.revision()).isNotEqualTo(sound.revision());
    }
  }

  @Test
  void averagesTheOtherAxisAsTheStudyDid() {
    BackboneOptions study = options().withStudyExact(true);
    study =
        new BackboneOptions(
            study.models(),
            study.weights(),
            study.layer(),
            true,
            Optional.empty(),
            Optional.of(Clip.first(Duration.ofSeconds(2))));
    float[] curve = embed(study, noise(48_000));
    assertThat(curve).hasSize(50);
    assertThat(mean(curve)).isCloseTo(mean(embed(options(), noise(48_000))), within(1e-5));
    assertThat(embed(study, noise(30_000))).hasSize(50);
  }

  @Test
  void embedsAnotherLayer() {
    assertThat(embed(options().withLayer(1), noise(24_000)))
        .hasSize(16)
        .isNotEqualTo(embed(options(), noise(24_000)));
  }

  @Test
  void normalisesWithTheStatisticsBesideTheWeights() throws IOException {
    Path other = Files.createDirectory(folder.resolve("stats"));
    SmallMusicFm.write(other, Map.of());
    BackboneOptions there = BackboneOptions.in(other).withWeights(other);
    float[] without = embed(there, noise(24_000));
    assertThat(without).isEqualTo(embed(options(), noise(24_000)));
    Files.writeString(
        other.resolve("stats.json"), "{\"melspec_2048_mean\": 0, \"melspec_2048_std\": 5}");
    assertThat(embed(there, noise(24_000))).isNotEqualTo(without);
  }

  @Test
  void staysCloseInBfloat16() {
    float[] exact = embed(options(), noise(24_000));
    float[] half = embed(options().withPrecision(Precision.BFLOAT16), noise(24_000));
    double error = 0;
    double size = 0;
    for (int i = 0; i < exact.length; i++) {
      error += Math.pow(half[i] - exact[i], 2);
      size += Math.pow(exact[i], 2);
    }
    assertThat(error).isPositive();
    assertThat(Math.sqrt(error / size)).isLessThan(0.02);
  }

  private static BackboneOptions options() {
    return BackboneOptions.in(folder).withWeights(folder);
  }

  private static Backbone open(BackboneOptions options) {
    try {
      return Backbones.type("musicfm").open(options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static float[] embed(BackboneOptions options, float[] samples) {
    try (Backbone backbone = open(options)) {
      return backbone.embed(List.of(new Waveform(samples, backbone.sampleRate())))[0];
    }
  }

  private static float[] noise(int samples) {
    Random random = new Random(5);
    float[] noise = new float[samples];
    for (int i = 0; i < samples; i++) {
      noise[i] = (float) (0.1 * random.nextGaussian());
    }
    return noise;
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
