// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.jukebox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneContract;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.embedder.backbone.Backbones;
import dev.segue.nn.checkpoint.CheckpointException;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Precision;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JukeboxTest extends BackboneContract {
  @TempDir Path folder;

  @Override
  protected Backbone open() {
    try {
      return open(BackboneOptions.in(folder).withWeights(SmallJukebox.write(folder)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Backbone open(BackboneOptions options) throws IOException {
    return Backbones.type("jukebox").open(options);
  }

  private BackboneOptions options() {
    return BackboneOptions.in(folder).withWeights(folder);
  }

  private static float[] hear(Backbone backbone, int samples) {
    float[] noise = new float[samples];
    Random random = new Random(7);
    for (int i = 0; i < samples; i++) {
      noise[i] = (float) (0.1 * random.nextGaussian());
    }
    return backbone.embed(List.of(new Waveform(noise, backbone.sampleRate())))[0];
  }

  private void assertRefused(List<Tensor> tensors, String message) throws IOException {
    Path file = SmallJukebox.write(folder, tensors);
    assertThatThrownBy(() -> open(options()))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void namesATensorThatIsMissing() throws IOException {
    List<Tensor> tensors = SmallJukebox.tensors();
    tensors.removeIf(tensor -> tensor.name().contains("_attn_mods.2.mlp.c_fc.w"));
    assertRefused(tensors, "missing: prior.transformer._attn_mods.2.mlp.c_fc.w [24, 24]");
  }

  @Test
  void namesATensorOfAnotherShape() throws IOException {
    List<Tensor> tensors = SmallJukebox.tensors();
    tensors.removeIf(tensor -> tensor.name().equals("vqvae.bottleneck.level_blocks.2.k"));
    tensors.add(Tensor.of("vqvae.bottleneck.level_blocks.2.k", new float[6], 1, 6));
    assertRefused(tensors, "bottleneck.level_blocks.2.k [1, 6] instead of [32, 6]");
  }

  @Test
  void saysWhichPublishedFileIsNotThere() throws IOException {
    Files.createFile(folder.resolve("prior_level_2.pth.tar"));
    assertThatThrownBy(() -> open(options()))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("no vqvae.pth.tar");
  }

  @Test
  void refusesALayerThatIsNotThere() {
    assertThatThrownBy(() -> open(options().withLayer(9)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layers 0 to 8, not 9");
  }

  @Test
  void refusesAClipThatItWouldNotHearToItsEnd() {
    for (Clip clip : List.of(Clip.WHOLE, Clip.first(Duration.ofSeconds(30)))) {
      BackboneOptions options = options();
      assertThatThrownBy(
              () ->
                  open(
                      new BackboneOptions(
                          options.models(),
                          options.weights(),
                          options.layer(),
                          false,
                          options.precision(),
                          java.util.Optional.of(clip))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at most PT25S");
    }
  }

  @Test
  void hearsTheMiddleUnlessItRepeatsTheStudy() throws IOException {
    try (Backbone sound = open(options());
        Backbone study = open(options().withStudyExact(true))) {
      assertThat(sound.clip()).isEqualTo(Clip.centre(Duration.ofSeconds(24)));
      assertThat(study.clip()).isEqualTo(Clip.first(Duration.ofSeconds(24)));
      assertThat(study.revision()).isNotEqualTo(sound.revision());
      assertThat(hear(study, 3000)).isEqualTo(hear(sound, 3000));
    }
  }

  @Test
  void hearsNothingBeyondItsContext() throws IOException {
    int context = SmallJukebox.config().prior().context() * SmallJukebox.config().vqvae().hop();
    try (Backbone backbone = open(options())) {
      // The last code of the context hears a little beyond it.
      assertThat(hear(backbone, 2 * context)).isEqualTo(hear(backbone, 3 * context));
      assertThat(hear(backbone, 2 * context)).isNotEqualTo(hear(backbone, context / 2));
    }
  }

  @Test
  void hearsEveryLayer() throws IOException {
    List<float[]> layers = new ArrayList<>();
    for (int layer = 0; layer <= 4; layer++) {
      try (Backbone backbone = open(options().withLayer(layer))) {
        layers.add(hear(backbone, 1000));
      }
    }
    assertThat(layers).doesNotHaveDuplicates();
    try (Backbone middle = open(options())) {
      assertThat(hear(middle, 1000)).isEqualTo(layers.get(4));
    }
  }

  @Test
  void staysCloseInHalfPrecision() throws IOException {
    try (Backbone exact = open(options());
        Backbone half = open(options().withPrecision(Precision.BFLOAT16))) {
      float[] expected = hear(exact, 1500);
      float[] actual = hear(half, 1500);
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i]).isCloseTo(expected[i], org.assertj.core.data.Offset.offset(0.1f));
      }
      assertThat(actual).isNotEqualTo(expected);
      assertThat(half.revision()).isNotEqualTo(exact.revision());
    }
  }

  @Test
  void needsNothingAboveItsLayer() throws IOException {
    float[] whole;
    try (Backbone backbone = open(options())) {
      whole = hear(backbone, 1000);
    }
    List<Tensor> tensors = SmallJukebox.tensors();
    tensors.removeIf(
        tensor -> tensor.name().matches(".*_mods\\.[4-7].*|.*x_out.*|.*coders\\.[01].*"));
    SmallJukebox.write(folder, tensors);
    try (Backbone backbone = open(options())) {
      assertThat(hear(backbone, 1000)).isEqualTo(whole);
    }
  }

  @Test
  void readsWeightsInSeveralFiles() throws IOException {
    float[] whole;
    try (Backbone backbone = open(options())) {
      whole = hear(backbone, 1000);
    }
    List<Tensor> tensors = SmallJukebox.tensors();
    Files.delete(folder.resolve("weights.safetensors"));
    List<String> map = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      String name = "model-%d.safetensors".formatted(i);
      List<Tensor> part = tensors.subList(i * tensors.size() / 2, (i + 1) * tensors.size() / 2);
      Safetensors.write(folder.resolve(name), part, Map.of());
      part.forEach(tensor -> map.add("\"%s\":\"%s\"".formatted(tensor.name(), name)));
    }
    Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        "{\"weight_map\": {%s}}".formatted(String.join(",", map)));
    try (Backbone backbone = open(options())) {
      assertThat(hear(backbone, 1000)).isEqualTo(whole);
    }
  }
}
