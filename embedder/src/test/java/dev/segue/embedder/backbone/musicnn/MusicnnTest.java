// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneContract;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.embedder.backbone.Tagger;
import dev.segue.nn.checkpoint.CheckpointException;
import dev.segue.nn.checkpoint.TensorSpec;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MusicnnTest extends BackboneContract {
  @TempDir static Path folder;

  @BeforeAll
  static void writeWeights() throws IOException {
    SmallMusicnn.write(folder, SmallMusicnn.tensors());
  }

  @Override
  protected Backbone open() {
    return open(options());
  }

  @Test
  void refusesWeightsThatLackATensorOrHaveAnother() throws IOException {
    Map<String, Tensor> tensors = SmallMusicnn.tensors();
    tensors.remove("dense/bias");
    tensors.put("conv2d_2/bias", Tensor.of("conv2d_2/bias", new float[4], 4));
    tensors.put("dense_2/bias", Tensor.of("dense_2/bias", new float[4], 4));
    Path other = Files.createDirectory(folder.resolve("other"));
    SmallMusicnn.write(other, tensors);
    assertThatThrownBy(() -> Musicnn.MSD.open(options().withWeights(other)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("missing: dense/bias [6]")
        .hasMessageContaining("conv2d_2/bias [4] instead of [3]")
        .hasMessageContaining("unknown: dense_2/bias");
  }

  @Test
  void refusesToChooseALayer() {
    assertThatThrownBy(() -> open(options().withLayer(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("embedder.layer");
  }

  @Test
  void refusesLabelsThatAreNotAsManyAsTheOutputs() throws IOException {
    Path other = Files.createDirectory(folder.resolve("labels"));
    SmallMusicnn.write(other, SmallMusicnn.tensors());
    Files.writeString(other.resolve("config.json"), SmallMusicnn.JSON.replace(", \"odd\"", ""));
    assertThatThrownBy(() -> Musicnn.MSD.openTagger(options().withWeights(other)))
        .hasMessageContaining("2 labels where the network has 3 outputs");
  }

  @Test
  void refusesSizesThatMakeNoSpectrum() throws IOException {
    assertThatThrownBy(() -> MusicnnConfig.of(new JsonMapper().readTree("{\"n_fft\": 511}")))
        .hasMessageContaining("n_fft 511");
  }

  @Test
  void ignoresTheStateOfTheOptimiser() throws IOException {
    Map<String, Tensor> tensors = SmallMusicnn.tensors();
    for (String name : List.of("dense/bias/Adam", "dense/bias/Adam_1", "beta1_power")) {
      tensors.put(name, Tensor.of(name, new float[1], 1));
    }
    Path trained = Files.createDirectory(folder.resolve("trained"));
    SmallMusicnn.write(trained, tensors);
    assertThat(embed(options().withWeights(trained), noise(60_000)))
        .isEqualTo(embed(options(), noise(60_000)));
  }

  @Test
  void hasThePublishedSize() {
    TensorSpec spec = MusicnnWeights.spec(MusicnnConfig.PUBLISHED);
    assertThat(spec.count()).isEqualTo(64);
    assertThat(spec.values()).isEqualTo(792_079);
    long statistics =
        spec.shapes().entrySet().stream()
            .filter(tensor -> tensor.getKey().contains("/moving_"))
            .mapToLong(tensor -> Arrays.stream(tensor.getValue()).sum())
            .sum();
    assertThat(spec.values() - statistics).isEqualTo(787_159);
    assertThat(spec.shapes().get("conv2d_1/kernel")).containsExactly(7, 67, 1, 204);
    assertThat(spec.shapes().get("conv2d_2/kernel")).containsExactly(128, 1, 1, 51);
    assertThat(spec.shapes().get("conv2d_5/kernel")).containsExactly(7, 561, 1, 64);
    assertThat(spec.shapes().get("dense/kernel")).containsExactly(1506, 200);
  }

  @Test
  void readsTheSizesThatAConfigurationNames() throws IOException {
    assertThat(MusicnnConfig.of(new JsonMapper().readTree(SmallMusicnn.JSON)))
        .isEqualTo(SmallMusicnn.CONFIG);
    assertThat(MusicnnConfig.of(new JsonMapper().readTree("{\"num_filt_frontend\": 1.6}")))
        .isEqualTo(MusicnnConfig.PUBLISHED);
  }

  @Test
  void averagesOverWholePatchesAndLeavesOutTheRest() {
    int patch = 187 * 256;
    float[] samples = noise(3 * patch);
    // Frames are centred: the last one of three patches ends within the fourth.
    float[] longer = Arrays.copyOf(samples, 3 * patch + 20_000);
    float[] vector = embed(options(), longer);
    float[] changed = longer.clone();
    Arrays.fill(changed, 3 * patch + 512, changed.length, 0.5f);
    assertThat(embed(options(), changed)).isEqualTo(vector);
  }

  @Test
  void continuesShortAudioWithSilence() {
    float[] samples = noise(10_000);
    assertThat(embed(options(), samples))
        .isEqualTo(embed(options(), Arrays.copyOf(samples, 186 * 256)));
  }

  @Test
  void hearsWholeTracksAsTheStudyDid() {
    try (Backbone sound = open(options());
        Backbone study = open(options().withStudyExact(true))) {
      assertThat(sound.clip()).isEqualTo(Clip.WHOLE);
      assertThat(study.clip()).isEqualTo(Clip.WHOLE);
      assertThat(study.revision()).isNotEqualTo(sound.revision());
      Waveform audio = new Waveform(noise(100_000), 16_000);
      assertThat(study.embed(List.of(audio))[0]).isEqualTo(sound.embed(List.of(audio))[0]);
    }
  }

  @Test
  void agreesWithItselfInHalfPrecision() {
    float[] samples = noise(100_000);
    float[] whole = embed(options(), samples);
    float[] half = embed(options().withPrecision(Precision.BFLOAT16), samples);
    assertThat(half).isNotEqualTo(whole);
    float largest = 0;
    for (float value : whole) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < half.length; i++) {
      assertThat(half[i]).isCloseTo(whole[i], within(0.01f * largest));
    }
  }

  @Test
  void tellsTagsByName() throws IOException {
    try (Tagger tagger = Musicnn.MSD.openTagger(options())) {
      assertThat(tagger.tags()).containsExactly("loud", "soft", "odd");
      float[] tags = tagger.probabilities(new Waveform(noise(1000), 16_000));
      assertThat(tags).hasSize(3);
      for (float tag : tags) {
        assertThat(tag).isBetween(0f, 1f);
      }
      assertThatThrownBy(() -> tagger.probabilities(new Waveform(new float[1], 8_000)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("16000 Hz");
    }
  }

  @Test
  void knowsThePublishedTagsOfBothDataSets() throws IOException {
    assertThat(MusicnnTags.of(java.util.Optional.empty(), 50, "MSD_musicnn"))
        .hasSize(50)
        .startsWith("rock", "pop", "alternative")
        .endsWith("happy");
    assertThat(MusicnnTags.of(java.util.Optional.empty(), 50, "MTT_musicnn"))
        .hasSize(50)
        .startsWith("guitar", "classical", "slow", "techno")
        .endsWith("choral");
    assertThat(MusicnnTags.of(java.util.Optional.empty(), 2, "MTT_musicnn"))
        .containsExactly("tag 0", "tag 1");
  }

  @Test
  void runsAtItsPublishedSizeWithRandomWeights() throws IOException {
    try (Backbone random = Musicnn.MTT.random(BackboneOptions.in(folder), 1)) {
      assertThat(random.dimension()).isEqualTo(200);
      assertThat(random.embed(List.of(new Waveform(noise(50_000), 16_000)))[0]).hasSize(200);
    }
  }

  private static BackboneOptions options() {
    return BackboneOptions.in(folder).withWeights(folder);
  }

  private static Backbone open(BackboneOptions options) {
    try {
      return Musicnn.MSD.open(options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static float[] embed(BackboneOptions options, float[] samples) {
    try (Backbone backbone = open(options)) {
      return backbone.embed(List.of(new Waveform(samples, 16_000)))[0];
    }
  }

  private static float[] noise(int samples) {
    Random random = new Random(samples);
    float[] noise = new float[samples];
    for (int i = 0; i < samples; i++) {
      noise[i] = (float) (0.2 * random.nextGaussian());
    }
    return noise;
  }
}
