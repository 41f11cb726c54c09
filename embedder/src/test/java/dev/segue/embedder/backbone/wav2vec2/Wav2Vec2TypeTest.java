// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.wav2vec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.embedder.backbone.BackboneType;
import dev.segue.embedder.backbone.mert.Mert;
import dev.segue.embedder.backbone.music2vec.Music2Vec;
import dev.segue.nn.checkpoint.CheckpointException;
import dev.segue.nn.checkpoint.TensorSpec;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Wav2Vec2TypeTest {
  private static final List<BackboneType> ALL = List.of(Mert.V1_95M, Mert.V1_330M, Music2Vec.V1);

  @TempDir Path folder;

  @Test
  void refusesACheckpointThatLacksATensor() throws IOException {
    SmallModel model = SmallModel.in(folder, Mert.V1_95M);
    List<Tensor> tensors = new ArrayList<>(model.tensors());
    tensors.removeIf(tensor -> tensor.name().equals("encoder.layers.1.attention.q_proj.bias"));
    Safetensors.write(model.file(), tensors, Map.of());
    assertThatThrownBy(model::open)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("missing: encoder.layers.1.attention.q_proj.bias [16]");
  }

  @Test
  void refusesACheckpointOfAnotherSize() throws IOException {
    for (BackboneType type : ALL) {
      SmallModel model = SmallModel.in(folder, type);
      model.configure(", \"intermediate_size\": 32");
      assertThatThrownBy(model::open)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("intermediate_dense.weight [24, 16] instead of [32, 16]");
      assertThatThrownBy(() -> type.verify(model.file()))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("masked_spec_embed [16] instead of");
    }
  }

  @Test
  void refusesANetworkThatItDoesNotSupport() throws IOException {
    SmallModel model = SmallModel.in(folder, Mert.V1_95M);
    for (String key : List.of("conv_bias", "deepnorm", "feature_extractor_cqt")) {
      model.configure(", \"%s\": true".formatted(key));
      assertThatThrownBy(model::open)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("config.json: " + key);
    }
    model.configure(", \"hidden_act\": \"relu\"");
    assertThatThrownBy(model::open).hasMessageContaining("hidden_act is relu");
  }

  @Test
  void refusesALayerThatIsNotThere() throws IOException {
    SmallModel model = SmallModel.in(folder, Mert.V1_95M);
    assertThatThrownBy(() -> Mert.V1_95M.open(model.options().withLayer(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there are 0 (the input of the first) to 2");
  }

  @Test
  void refusesWeightsForAnotherNumberOfLayers() throws IOException {
    SmallModel model = SmallModel.in(folder, Mert.V1_95M);
    for (String given : List.of("[1, 2]", "[0, 0, 0]", "[1, \"a\", 0]", "3")) {
      model.configure(", \"layer_weights\": " + given);
      assertThatThrownBy(model::open)
          .as(given)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("layer");
    }
  }

  @Test
  void mixesLayersAsTheFolderSays() throws IOException {
    SmallModel model = SmallModel.in(folder, Mert.V1_330M);
    float[] first = embed(Mert.V1_330M, model.options().withLayer(0), 1);
    float[] last = embed(Mert.V1_330M, model.options(), 1);
    assertThat(embed(Mert.V1_330M, model.options().withLayer(2), 1)).isEqualTo(last);
    String before = revision(Mert.V1_330M, model.options());
    model.configure(", \"layer_weights\": [0.25, 0, 0.75]");
    float[] mixed = embed(Mert.V1_330M, model.options(), 1);
    for (int i = 0; i < mixed.length; i++) {
      assertThat(mixed[i]).isCloseTo(0.25f * first[i] + 0.75f * last[i], offset(1e-5));
    }
    assertThat(revision(Mert.V1_330M, model.options())).isNotEqualTo(before);
  }

  @Test
  void hearsALoudAndAQuietTrackAlikeWhereItNormalises() throws IOException {
    for (BackboneType type : ALL) {
      BackboneOptions options = SmallModel.in(folder, type).options();
      float[] loud = embed(type, options, 1);
      float difference = distance(loud, embed(type, options, 0.25f));
      if (type == Mert.V1_330M) {
        assertThat(difference).isGreaterThan(1e-3f);
      } else {
        assertThat(difference).isLessThan(1e-4f);
      }
    }
  }

  @Test
  void hearsTheMiddleOfATrackUnlessAsTheStudyDid() throws IOException {
    for (BackboneType type : ALL) {
      BackboneOptions options = SmallModel.in(folder, type).options();
      Duration half = Duration.ofSeconds(30);
      try (Backbone backbone = type.open(options);
          Backbone study = type.open(options.withStudyExact(true))) {
        assertThat(backbone.clip()).isEqualTo(Clip.centre(half));
        assertThat(study.clip()).isEqualTo(Clip.first(half));
        assertThat(study.sampleRate()).isEqualTo(24_000);
        assertThat(backbone.sampleRate()).isEqualTo(type == Music2Vec.V1 ? 16_000 : 24_000);
        assertThat(study.revision()).isNotEqualTo(backbone.revision());
      }
    }
  }

  @Test
  void continuesShortTracksWithSilenceTo30SecondsAsTheStudyDid() throws IOException {
    for (BackboneType type : List.of(Mert.V1_330M, Music2Vec.V1)) {
      BackboneOptions options = SmallModel.in(folder, type).options();
      float[] samples = noise(30_000, 0.2f);
      float[] padded = Arrays.copyOf(samples, 720_000);
      float[] study = embed(type, options.withStudyExact(true), samples);
      assertThat(study).isEqualTo(embed(type, options.withStudyExact(true), padded));
      assertThat(distance(study, embed(type, options, samples))).isGreaterThan(1e-3f);
    }
  }

  /** The published sizes stay much closer: they average over more values. */
  @Test
  void staysCloseInBfloat16() throws IOException {
    for (BackboneType type : ALL) {
      BackboneOptions options = SmallModel.in(folder, type).options();
      float[] exact = embed(type, options, 1);
      float[] rounded = embed(type, options.withPrecision(Precision.BFLOAT16), 1);
      assertThat(distance(exact, rounded)).as(type.name()).isBetween(1e-6f, 0.1f);
    }
  }

  @Test
  void givesAllHiddenStates() throws IOException {
    for (Wav2Vec2Type type : List.of(Mert.V1_95M, Mert.V1_330M, Music2Vec.V1)) {
      BackboneOptions options = SmallModel.in(folder, type).options();
      float[] samples = noise(20_000, 0.2f);
      try (Wav2Vec2 model = type.model(options);
          NDManager scope = Torch.scope()) {
        List<NDArray> states = model.hiddenStates(scope, new float[][] {samples});
        assertThat(states).hasSize(3);
        for (int i = 0; i < states.size(); i++) {
          assertThat(states.get(i).getShape()).isEqualTo(new Shape(1, 62, 16));
          float[] mean = states.get(i).mean(new int[] {1}).toFloatArray();
          assertThat(distance(mean, embed(type, options.withLayer(i), samples))).isLessThan(1e-5f);
        }
      }
    }
  }

  @Test
  void asksForTheTensorsOfThePublishedSizes() {
    assertSize(Mert.V1_95M, 211, 94_371_712);
    assertSize(Mert.V1_330M, 403, 315_428_992);
    assertSize(Music2Vec.V1, 230, 93_164_288);
  }

  @Test
  void givesAFrameEvery320Samples() {
    Wav2Vec2Config config = Mert.V1_95M.published();
    assertThat(List.of(config.hop(), config.window())).containsExactly(320, 400);
    assertThat(config.frames(399)).isZero();
    assertThat(config.frames(400)).isEqualTo(1);
    assertThat(config.frames(24_000)).isEqualTo(74);
    assertThat(config.frames(720_000)).isEqualTo(2249);
  }

  private static void assertSize(Wav2Vec2Type type, int tensors, long values) {
    TensorSpec spec = Wav2Vec2Weights.spec(type.published());
    assertThat(spec.count()).isEqualTo(tensors);
    assertThat(spec.values()).isEqualTo(values);
  }

  private static String revision(BackboneType type, BackboneOptions options) throws IOException {
    try (Backbone backbone = type.open(options)) {
      return backbone.revision();
    }
  }

  private static float[] embed(BackboneType type, BackboneOptions options, float loudness)
      throws IOException {
    return embed(type, options, noise(20_000, 0.2f * loudness));
  }

  private static float[] embed(BackboneType type, BackboneOptions options, float[] samples)
      throws IOException {
    try (Backbone backbone = type.open(options)) {
      return backbone.embed(List.of(new Waveform(samples, backbone.sampleRate())))[0];
    }
  }

  /** Relative to the length of the first. */
  private static float distance(float[] vector, float[] other) {
    double difference = 0;
    double length = 0;
    for (int i = 0; i < vector.length; i++) {
      difference += Math.pow(vector[i] - other[i], 2);
      length += Math.pow(vector[i], 2);
    }
    return (float) Math.sqrt(difference / length);
  }

  private static float[] noise(int samples, float loudness) {
    Random random = new Random(5);
    float[] noise = new float[samples];
    for (int i = 0; i < samples; i++) {
      noise[i] = (float) (loudness * random.nextGaussian());
    }
    return noise;
  }

  private static org.assertj.core.data.Offset<Float> offset(double of) {
    return org.assertj.core.data.Offset.offset((float) of);
  }
}
