// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.audio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.app.CommandRun;
import dev.segue.nn.safetensors.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class EmbedCommandTest {
  @RegisterExtension final CommandRun command = new CommandRun();

  @TempDir Path folder;
  private Path music;

  @BeforeEach
  void prepare() throws Exception {
    music = Files.createDirectories(folder.resolve("music"));
    Tones.write(music.resolve("high.wav"), 880);
    Tones.write(music.resolve("low.wav"), 110);
  }

  @Test
  void saysHowToGetWeightsThatAreMissing() {
    assertThat(embed("--backbone", "mert-95m")).isEqualTo(1);
    assertThat(command.errors())
        .contains("no weights of 'mert-95m'", "segue models fetch mert-95m");
    assertThat(command.errors()).doesNotContain("Exception");
  }

  @Test
  void refusesALayerThatTheBackboneHasNot() throws Exception {
    Path weights = TinyMert.in(folder.resolve("tiny"));

    assertThat(embed("--backbone", "mert-95m", "--weights", weights.toString(), "--layer", "9"))
        .isEqualTo(1);
    assertThat(command.errors()).contains("9").doesNotContain("Exception");
  }

  @Test
  void namesWeightsThatAreNotWhereTheyAreSaidToBe() {
    assertThat(embed("--backbone", "mert-95m", "--weights", folder.resolve("gone"))).isEqualTo(1);
    assertThat(command.errors())
        .contains(folder.resolve("gone") + ": no such file or folder (--weights")
        .hasLineCount(1);
  }

  @Test
  void refusesFlagsThatMeanNothingToTheBackbone() {
    assertThat(embed("--layer", "3")).isEqualTo(1);
    assertThat(embed("--precision", "bfloat16")).isEqualTo(1);
    assertThat(command.errors()).contains("mfcc is no network", "--backbone");
    assertThat(command.printed()).isEmpty();
  }

  @Test
  void saysBeforeItListensThatItsResultHasNoPlace() {
    assertThat(embed("--into", folder.resolve("none/out.safetensors"))).isEqualTo(1);
    assertThat(embed("--into", music)).isEqualTo(1);
    assertThat(command.errors()).contains("there is no folder", "is a folder; name a file in it");
    assertThat(command.printed()).isEmpty();
  }

  @Test
  void saysHowAudioIsToldInAFolderWithoutAny() throws Exception {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThat(command.in(folder.resolve("data"), "embed", empty)).isEqualTo(1);
    assertThat(command.errors()).contains("there is no audio in " + empty, "flac, ");
  }

  @Test
  void saysInALineThatItWasCalledWrongly() {
    assertThat(embed("--clip", "first")).isEqualTo(2);
    assertThat(command.errors())
        .contains("segue: ", "--clip", "write one like first:30s", "See: segue embed --help")
        .hasLineCount(2);
  }

  @Test
  void refusesTwoFilesOfOneName() throws Exception {
    Files.createDirectories(music.resolve("more"));
    Tones.write(music.resolve("more/low.wav"), 55);

    assertThat(embed("--output", "tsv")).isEqualTo(1);
    assertThat(command.errors()).contains("would both be the track 'low'");
  }

  @Test
  void goesOnAfterAFileThatItCannotHear() throws Exception {
    Files.writeString(music.resolve("broken.wav"), "no audio");

    assertThat(embed("--output", "json")).isEqualTo(1);
    List<JsonNode> lines = json();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0).path("id").asText()).isEqualTo("broken");
    assertThat(lines.get(0).path("reason").asText()).isEqualTo("unreadable");
    assertThat(lines.get(2).path("vector").size()).isEqualTo(104);
    assertThat(command.errors()).contains("broken.wav");
  }

  @Test
  void printsASummaryForPeople() {
    assertThat(embed()).isZero();
    assertThat(command.printed())
        .containsPattern("low[.]wav  mfcc .*104 values, length [0-9.]+: \\[");
  }

  @Test
  void printsTheLinesThatExperimentsRead() {
    assertThat(embed("--output", "tsv")).isZero();
    String[] lines = command.printed().split("\n", -1);
    assertThat(lines[0]).startsWith("high\t");
    assertThat(lines[1].split("\t", -1)).hasSize(105);
  }

  @Test
  void writesAllVectorsIntoOneFile() throws Exception {
    Path file = folder.resolve("out.safetensors");

    assertThat(embed("--output", "json", "--into", file.toString())).isZero();

    Safetensors read = Safetensors.open(file);
    assertThat(read.metadata()).containsEntry("ids", "[\"high\",\"low\"]");
    assertThat(read.metadata()).containsEntry("backbone", "mfcc");
    assertThat(read.tensor("vectors").shape()).containsExactly(2L, 104L);
    float[] values = read.tensor("vectors").toFloats();
    assertThat(values[104 + 3]).isEqualTo(json().get(1).path("vector").path(3).floatValue());
  }

  @Test
  void hearsThroughANetworkInTheWayItIsTold() throws Exception {
    Path weights = TinyMert.in(folder.resolve("tiny"));

    assertThat(
            embed(
                "--backbone",
                "mert-95m",
                "--weights",
                weights.toString(),
                "--layer",
                "1",
                "--precision",
                "float32",
                "--clip",
                "first:1s",
                "--output",
                "json"))
        .isZero();
    JsonNode first = json().get(0);
    assertThat(first.path("backbone").asText()).isEqualTo("mert-95m");
    assertThat(first.path("revision").asText()).contains("layer1", "float32", "first");
    assertThat(first.path("vector").size()).isEqualTo(16);
  }

  private int embed(Object... more) {
    List<Object> args = new ArrayList<>(List.of("embed", music));
    args.addAll(List.of(more));
    return command.in(folder.resolve("data"), args.toArray());
  }

  private List<JsonNode> json() throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : command.printed().split("\n", -1)) {
      if (!line.isBlank()) {
        lines.add(new ObjectMapper().readTree(line));
      }
    }
    return lines;
  }
}
