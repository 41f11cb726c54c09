// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** On short synthetic audio in three styles: a bass tone, a bright chord, noise. */
class ProbeCommandTest {
  private static final int RATE = 22_050;
  private static final int TRACKS = 90;
  private static final List<String> STYLES = List.of("bass", "bright", "noise");

  @RegisterExtension final CommandRun command = new CommandRun();

  @TempDir static Path audio;
  @TempDir Path folder;

  @Test
  void exitsWith2WhenTheTaskIsUnknown() throws IOException {
    assertThat(Segue.run("probe", "m.tsv", "--task", "tagging")).isEqualTo(2);
    assertThat(command.errors()).contains("multi-class, multi-label, regression or key");
    assertThat(Segue.run("probe", "m.tsv")).isEqualTo(2);
    assertThat(Segue.run("probe", "m.tsv", "--task", "key", "--knn", "1,0")).isEqualTo(2);
    assertThat(Segue.run("probe", "m.tsv", "--task", "key", "--shots", "0")).isEqualTo(2);
    assertThat(Segue.run("probe", "m.tsv", "--task", "regression", "--shots", "1")).isEqualTo(2);
    assertThat(command.errors()).contains("--shots draws tracks of each class; this task has none");
  }

  @Test
  void saysWhatIsWrongWithTheManifest() throws IOException {
    assertThat(probe(folder.resolve("none.tsv"))).isEqualTo(1);
    assertThat(command.errors()).contains("there is no manifest");
    Path file = folder.resolve("m.tsv");
    Files.writeString(file, "path\tlabel\tsplit\na.wav\trock\tbeginning\n");
    assertThat(probe(file)).isEqualTo(1);
    assertThat(command.errors()).contains("line 2: the split is 'beginning'");
  }

  @Test
  void namesTheNearestBackboneBeforeItListens() throws IOException {
    assertThat(probe(manifest(true), "--backbones", "mfcc,mfc")).isEqualTo(1);
    assertThat(command.errors()).contains("did you mean 'mfcc'?");
  }

  @Test
  void tellsStylesApart() throws IOException {
    Path manifest = manifest(true);
    assertThat(probe(manifest, "--linear", "--knn", "3", "--output", "json")).isEqualTo(0);
    JsonNode result = new JsonMapper().readTree(command.printed());
    JsonNode backbone = result.get("backbones").get(0);
    assertThat(backbone.get("backbone").asText()).isEqualTo("mfcc");
    assertThat(backbone.get("tracks").get("test").asInt()).isEqualTo(TRACKS / 3);
    assertThat(backbone.get("probes")).hasSize(3);
    for (JsonNode head : backbone.get("probes")) {
      assertThat(head.get("scores").get("accuracy").get("value").asDouble())
          .as(head.toString())
          .isGreaterThan(0.95);
    }
  }

  @Test
  void comparesBackbonesWithWeightsOfTheirOwn() throws IOException {
    Path manifest = manifest(true);
    String backbones = "mfcc,mfcc=" + folder;
    assertThat(
            probe(
                manifest, "--backbones", backbones, "--knn", "1,3", "--shots", "2", "--draws", "2"))
        .isEqualTo(0);
    assertThat(command.printed())
        .contains("mfcc=" + folder)
        .contains("knn-3, 2 a class")
        .contains("differences to mfcc, track by track")
        .contains("+0.0000 [+0.0000, +0.0000]");
  }

  @Test
  void saysInJsonWhatWasDrawnAndCompared() throws IOException {
    Path manifest = manifest(true);
    String backbones = "mfcc,mfcc=" + folder;
    assertThat(
            probe(
                manifest,
                "--backbones",
                backbones,
                "--shots",
                "1",
                "--draws",
                "2",
                "--output",
                "json"))
        .isEqualTo(0);
    JsonNode result = new JsonMapper().readTree(command.printed());
    assertThat(result.get("draws").asInt()).isEqualTo(2);
    assertThat(result.at("/backbones/1/probes/1/shots").asInt()).isEqualTo(1);
    assertThat(result.at("/differencesToTheFirst/0/probes/0/scores/accuracy/value").asDouble())
        .isZero();
  }

  @Test
  void isAtChanceWhereLabelsSayNothing() throws IOException {
    assertThat(probe(manifest(false), "--output", "json")).isEqualTo(0);
    JsonNode result = new JsonMapper().readTree(command.printed());
    JsonNode accuracy = result.at("/backbones/0/probes/0/scores/accuracy");
    assertThat(accuracy.get("value").asDouble()).isBetween(0.05, 0.65);
    assertThat(accuracy.get("low").asDouble()).isLessThan(1.0 / 3);
  }

  @Test
  void namesAudioThatCannotBeHeardAndGoesOn() throws IOException {
    Path manifest = manifest(true);
    Files.writeString(folder.resolve("broken.wav"), "no audio");
    Files.writeString(
        manifest,
        Files.readString(manifest)
            + "%s\tbass\ttest%ngone.wav\tbass\ttrain%n".formatted(folder.resolve("broken.wav")));
    assertThat(probe(manifest)).isEqualTo(0);
    assertThat(command.printed())
        .contains("multi-class, 3 labels; 30 tracks to train, 30 to validate, 30 to test")
        .contains("mfcc      dense-512  1.0000 [1.0000, 1.0000]")
        .contains("2 tracks are left out")
        .contains("line 92, " + folder.resolve("broken.wav"))
        .contains("line 93");
  }

  private int probe(Path manifest, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("probe", manifest.toString(), "--task", "multi-class"));
    arguments.addAll(List.of("--data", audio.resolve("data").toString()));
    arguments.addAll(List.of(more));
    return Segue.run(arguments.toArray(String[]::new));
  }

  /** Every style is in every split; the labels say the style or are drawn. */
  private Path manifest(boolean truthful) throws IOException {
    StringBuilder text = new StringBuilder("path\tlabel\tsplit\n");
    Random random = new Random(8);
    List<String> splits = List.of("train", "valid", "test");
    for (int i = 0; i < TRACKS; i++) {
      Path file = audio.resolve("track" + i + ".wav");
      if (!Files.exists(file)) {
        compose(file, STYLES.get(i % 3), new Random(i));
      }
      String label = STYLES.get(truthful ? i % 3 : random.nextInt(3));
      text.append("%s\t%s\t%s\n".formatted(file, label, splits.get(i / 3 % 3)));
    }
    return Files.writeString(folder.resolve("manifest.tsv"), text.toString());
  }

  private static void compose(Path file, String style, Random random) throws IOException {
    int length = RATE / 2;
    byte[] bytes = new byte[2 * length];
    double hertz = (style.equals("bass") ? 70 : 900) * (1 + 0.3 * random.nextDouble());
    for (int i = 0; i < length; i++) {
      double tone = Math.sin(2 * Math.PI * hertz * i / RATE);
      double value =
          switch (style) {
            case "bass" -> tone;
            case "bright" -> (tone + Math.sin(5 * Math.PI * hertz * i / RATE)) / 2;
            default -> random.nextDouble() - 0.5;
          };
      short sample = (short) (8000 * (value + 0.01 * random.nextGaussian()));
      bytes[2 * i] = (byte) sample;
      bytes[2 * i + 1] = (byte) (sample >> 8);
    }
    AudioFormat format = new AudioFormat(RATE, 16, 1, true, false);
    try (AudioInputStream stream =
        new AudioInputStream(new ByteArrayInputStream(bytes), format, length)) {
      AudioSystem.write(stream, AudioFileFormat.Type.WAVE, file.toFile());
    }
  }
}
