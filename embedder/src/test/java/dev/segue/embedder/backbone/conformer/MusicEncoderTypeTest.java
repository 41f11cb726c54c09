// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.nn.checkpoint.CheckpointException;
import dev.segue.nn.torch.Precision;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MusicEncoderTypeTest {
  @TempDir Path folder;

  @Test
  void saysHowToTrainWeightsThatAreNotThere() {
    assertThatThrownBy(() -> MusicEncoderType.CONFORMER.open(BackboneOptions.in(folder)))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("segue pretrain --model conformer");
  }

  @Test
  void refusesWeightsWithoutAConfiguration() throws IOException {
    BackboneOptions options = options(Family.BRANCHFORMER, Mixing.SUMMARY);
    Files.delete(folder.resolve("config.json"));
    assertThatThrownBy(() -> MusicEncoderType.BRANCHFORMER.open(options))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("config.json");
  }

  @Test
  void refusesWeightsOfTheOtherFamily() throws IOException {
    BackboneOptions options = options(Family.BRANCHFORMER, Mixing.SUMMARY);
    assertThatThrownBy(() -> MusicEncoderType.CONFORMER.open(options))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the weights of a branchformer");
  }

  @Test
  void namesTheKeyThatIsMissingOrWrong() throws IOException {
    BackboneOptions options = options(Family.BRANCHFORMER, Mixing.SUMMARY);
    Path config = folder.resolve("config.json");
    String written = Files.readString(config);
    Files.writeString(config, written.replace("\"layers\":2,", ""));
    assertThatThrownBy(() -> MusicEncoderType.BRANCHFORMER.open(options))
        .hasMessageContaining("layers is missing");
    Files.writeString(config, written.replace("\"mixer\":\"summary\"", "\"mixer\":\"sumary\""));
    assertThatThrownBy(() -> MusicEncoderType.BRANCHFORMER.open(options))
        .hasMessageContaining("mixer is 'sumary'; it is one of [summary, rotary");
    Files.writeString(config, written.replace("\"kernel\":31", "\"kernel\":30"));
    assertThatThrownBy(() -> MusicEncoderType.BRANCHFORMER.open(options))
        .hasMessageContaining("kernel cannot be 30");
  }

  @Test
  void refusesWeightsOfAnotherShape() throws IOException {
    BackboneOptions options = options(Family.BRANCHFORMER, Mixing.SUMMARY);
    Path config = folder.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("\"kernel\":31", "\"kernel\":15"));
    assertThatThrownBy(() -> MusicEncoderType.BRANCHFORMER.open(options))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("convolution_branch.csgu.conv.conv.weight [64, 1, 31] instead of");
  }

  @Test
  void refusesALayerItDoesNotHave() throws IOException {
    BackboneOptions options = options(Family.CONFORMER, Mixing.ROTARY).withLayer(3);
    assertThatThrownBy(() -> MusicEncoderType.CONFORMER.open(options))
        .hasMessageContaining("layers 0 to 2, not 3");
  }

  @Test
  void hearsWithEveryFamilyAndMixer() throws IOException {
    for (Family family : Family.values()) {
      for (Mixing mixing : Mixing.values()) {
        BackboneOptions options = options(family, mixing);
        float[] vector = embed(family, options);
        assertThat(vector).as("%s %s", family, mixing).hasSize(64);
        assertThat(embed(family, options.withLayer(1))).isNotEqualTo(vector);
        assertThat(embed(family, options.withLayer(0)))
            .isNotEqualTo(embed(family, options.withLayer(1)));
      }
    }
  }

  @Test
  void takesTheEmbeddingThatTheConfigurationNames() throws IOException {
    BackboneOptions options = options(Family.BRANCHFORMER, Mixing.SUMMARY);
    float[] mean = embed(Family.BRANCHFORMER, options.withLayer(1));
    EncoderConfig config = RandomFolder.tiny(Family.BRANCHFORMER, Mixing.SUMMARY);
    write(config.with(new Embedding(1, Embedding.Pooling.MEAN_DEVIATION)));
    float[] both = embed(Family.BRANCHFORMER, options);
    assertThat(both).hasSize(2 * mean.length).startsWith(mean);
    for (int i = mean.length; i < both.length; i++) {
      assertThat(both[i]).isPositive();
    }
    assertThat(embed(Family.BRANCHFORMER, options.withLayer(1))).isEqualTo(both);
    write(config.with(new Embedding(0, Embedding.Pooling.MEAN)));
    assertThat(embed(Family.BRANCHFORMER, options))
        .isEqualTo(embed(Family.BRANCHFORMER, options.withLayer(0)));
  }

  @Test
  void takesTheMeanOfTheLastLayerWhereTheConfigurationNamesNone() throws IOException {
    BackboneOptions options = options(Family.BRANCHFORMER, Mixing.SUMMARY);
    float[] named = embed(Family.BRANCHFORMER, options);
    ObjectNode config = RandomFolder.tiny(Family.BRANCHFORMER, Mixing.SUMMARY).json();
    Files.writeString(folder.resolve("config.json"), config.without("embedding").toString());
    assertThat(embed(Family.BRANCHFORMER, options)).isEqualTo(named).hasSize(64);
  }

  @Test
  void refusesAnEmbeddingOfALayerThatIsNotThere() throws IOException {
    BackboneOptions options = options(Family.BRANCHFORMER, Mixing.SUMMARY);
    Path config = folder.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("\"layer\":2", "\"layer\":3"));
    assertThatThrownBy(() -> MusicEncoderType.BRANCHFORMER.open(options))
        .hasMessageContaining("embedding.layer cannot be 3");
  }

  @Test
  void hearsNearlyTheSameInFewerBits() throws IOException {
    BackboneOptions options = options(Family.BRANCHFORMER, Mixing.SUMMARY);
    float[] full = embed(Family.BRANCHFORMER, options);
    float[] half = embed(Family.BRANCHFORMER, options.withPrecision(Precision.BFLOAT16));
    double error = 0;
    double length = 0;
    for (int i = 0; i < full.length; i++) {
      error += Math.pow(full[i] - half[i], 2);
      length += Math.pow(full[i], 2);
    }
    assertThat(Math.sqrt(error / length)).isPositive().isLessThan(0.02);
  }

  @Test
  void hearsTheBeginningLikeTheStudyAndTheMiddleOtherwise() throws IOException {
    BackboneOptions options = options(Family.BRANCHFORMER, Mixing.PLAIN);
    try (Backbone usual = MusicEncoderType.BRANCHFORMER.open(options);
        Backbone study = MusicEncoderType.BRANCHFORMER.open(options.withStudyExact(true))) {
      assertThat(usual.clip()).isEqualTo(Clip.centre(Duration.ofSeconds(30)));
      assertThat(study.clip()).isEqualTo(Clip.first(Duration.ofSeconds(30)));
      assertThat(study.revision()).isNotEqualTo(usual.revision());
    }
  }

  @Test
  void verifiesAFileByItsConfiguration() throws IOException {
    options(Family.CONFORMER, Mixing.RELATIVE);
    assertThat(MusicEncoderType.CONFORMER.verify(folder.resolve("weights.safetensors")))
        .matches("conformer of 2 layers of 64, relative: [0-9]+ tensors, [0-9,]+ values");
  }

  @Test
  void readsTheConfigurationItWrites() {
    for (Family family : Family.values()) {
      EncoderConfig config = RandomFolder.tiny(family, Mixing.SUMMARY);
      assertThat(EncoderConfig.read(config.json().put("another", "key"))).isEqualTo(config);
    }
  }

  private BackboneOptions options(Family family, Mixing mixing) throws IOException {
    RandomFolder.write(folder, RandomFolder.tiny(family, mixing));
    return BackboneOptions.in(folder).withWeights(folder);
  }

  private void write(EncoderConfig config) throws IOException {
    Files.writeString(folder.resolve("config.json"), config.json().toString());
  }

  private static float[] embed(Family family, BackboneOptions options) throws IOException {
    float[] noise = new float[24_000];
    Random random = new Random(1);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) (0.1 * random.nextGaussian());
    }
    var type =
        family == Family.CONFORMER ? MusicEncoderType.CONFORMER : MusicEncoderType.BRANCHFORMER;
    try (Backbone backbone = type.open(options)) {
      return backbone.embed(List.of(new Waveform(noise, backbone.sampleRate())))[0];
    }
  }
}
