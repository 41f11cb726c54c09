// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.encodecmae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneContract;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.nn.checkpoint.CheckpointException;
import dev.segue.nn.checkpoint.TensorSpec;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodecMaeTest extends BackboneContract {
  private static final Map<String, Tensor> TENSORS = SmallEncodecMae.tensors();

  @TempDir Path folder;

  @Override
  protected Backbone open() {
    return open(options());
  }

  @Test
  void refusesWeightsOfAnotherShapeByName() throws IOException {
    Map<String, Tensor> tensors = new java.util.LinkedHashMap<>(TENSORS);
    tensors.put("feat_projector.bias", Tensor.of("feat_projector.bias", new float[15], 15));
    tensors.remove("visible_encoder.final_norm.weight");
    BackboneOptions options = options().withWeights(SmallEncodecMae.write(folder, tensors));
    assertThatThrownBy(() -> EncodecMaeType.BASE.open(options))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("missing: visible_encoder.final_norm.weight [16]")
        .hasMessageContaining("feat_projector.bias [15] instead of [16]");
  }

  @Test
  void refusesLayersThatDoNotShareTheirFeedForwardLayer() throws IOException {
    Map<String, Tensor> tensors = new java.util.LinkedHashMap<>(TENSORS);
    String name = "visible_encoder.encoder_layers.1.ff_layer.2.bias";
    tensors.put(name, Tensor.of(name, new float[16], 16));
    BackboneOptions options = options().withWeights(SmallEncodecMae.write(folder, tensors));
    assertThatThrownBy(() -> EncodecMaeType.BASE.open(options))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(name + " differs from");
  }

  @Test
  void refusesAConfigurationOfAnotherKind() throws IOException {
    Path file = SmallEncodecMae.write(folder, TENSORS);
    SmallEncodecMae.writeConfig(folder, ", \"norm_type\": \"PreNorm\"");
    assertThatThrownBy(() -> EncodecMaeType.BASE.open(options().withWeights(file)))
        .hasMessageContaining("norm_type is PreNorm");
  }

  @Test
  void refusesALayerThatIsNotThere() {
    assertThatThrownBy(() -> open(options().withLayer(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 (the input) to 2, not 3");
  }

  @Test
  void hasThePublishedTensors() {
    TensorSpec all = EncodecMaeWeights.published(EncodecMaeConfig.PUBLISHED);
    assertThat(all.count()).isEqualTo(345);
    // The feed-forward layer is repeated in all layers but counted once; quantisers are no
    // parameters.
    long feedForward = 2 * 768 * 4096 + 768 + 4096;
    long quantisers = 32 * (1 + 1024 + 2 * 1024 * 128);
    assertThat(all.values() - 10 * feedForward - quantisers).isEqualTo(55_359_233);
    assertThat(EncodecMaeWeights.used(EncodecMaeConfig.PUBLISHED).count()).isEqualTo(187);
  }

  @Test
  void countsThePartialLastFrameOnlyAsTheStudyDid() {
    float[] whole = noise(100 * 320);
    float[] partial = Arrays.copyOf(whole, whole.length + 10);
    assertThat(embed(options(), partial)).isNotEqualTo(embed(options(), whole));
    assertThat(embed(options().withStudyExact(true), whole)).isEqualTo(embed(options(), whole));
    float[] study = embed(options().withStudyExact(true), partial);
    float[] sound = embed(options(), partial);
    assertThat(study).isNotEqualTo(sound);
  }

  @Test
  void leavesOutALastChunkThatHasNoWholeFrame() {
    float[] chunk = noise(4 * 24_000);
    float[] longer = Arrays.copyOf(chunk, chunk.length + 319);
    assertThat(embed(options(), longer)).isEqualTo(embed(options(), chunk));
  }

  @Test
  void averagesOverTheFramesOfAllChunks() {
    float[] clip = noise(6 * 24_000);
    float[] first = embed(options(), Arrays.copyOf(clip, 4 * 24_000));
    float[] rest = embed(options(), Arrays.copyOfRange(clip, 4 * 24_000, 6 * 24_000));
    float[] all = embed(options(), clip);
    for (int i = 0; i < all.length; i++) {
      assertThat(all[i]).isCloseTo((2 * first[i] + rest[i]) / 3, within(1e-5f));
    }
  }

  @Test
  void takesTheFramesOfTheLayerThatIsAskedFor() {
    float[] clip = noise(24_000);
    assertThat(embed(options().withLayer(2), clip)).isEqualTo(embed(options(), clip));
    assertThat(embed(options().withLayer(1), clip)).isNotEqualTo(embed(options(), clip));
  }

  @Test
  void staysCloseInHalfPrecision() {
    float[] clip = noise(24_100);
    float[] exact = embed(options(), clip);
    float[] half = embed(options().withPrecision(Precision.BFLOAT16), clip);
    for (int i = 0; i < exact.length; i++) {
      assertThat(half[i]).isCloseTo(exact[i], within(0.05f));
    }
    assertThat(half).isNotEqualTo(exact);
  }

  @Test
  void hearsTheFirstHalfMinuteAsTheStudyDidAndTheCentreOtherwise() {
    Duration half = Duration.ofSeconds(30);
    try (Backbone sound = open();
        Backbone study = open(options().withStudyExact(true))) {
      assertThat(sound.clip()).isEqualTo(Clip.centre(half));
      assertThat(study.clip()).isEqualTo(Clip.first(half));
      assertThat(study.revision()).isNotEqualTo(sound.revision());
    }
  }

  private BackboneOptions options() {
    return BackboneOptions.in(folder);
  }

  private Backbone open(BackboneOptions options) {
    try {
      Path file = SmallEncodecMae.write(folder, TENSORS);
      return EncodecMaeType.BASE.open(options.withWeights(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private float[] embed(BackboneOptions options, float[] samples) {
    try (Backbone backbone = open(options)) {
      return backbone.embed(List.of(new Waveform(samples, backbone.sampleRate())))[0];
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
