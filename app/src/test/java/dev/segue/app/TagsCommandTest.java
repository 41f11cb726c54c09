// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.app.audio.Tones;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class TagsCommandTest {
  @RegisterExtension final CommandRun command = new CommandRun();

  @TempDir Path data;

  @Test
  void namesTheBackbonesThatTag() throws Exception {
    assertThat(tags(tone("tone.wav"), "--backbone", "mfcc")).isEqualTo(1);
    assertThat(command.errors()).contains("'mfcc' tells no tags", "musicnn, musicnn-mtt");
  }

  @Test
  void saysHowToGetTheWeights() throws Exception {
    assertThat(tags(tone("tone.wav"))).isEqualTo(1);
    assertThat(command.errors()).contains("segue models fetch musicnn");
  }

  @Test
  void asksForAFileAndAtLeastOneTag() throws Exception {
    assertThat(tags(data.resolve("none.wav"))).isEqualTo(1);
    assertThat(command.errors()).contains("there is no file or folder", "none.wav");
    assertThat(tags(tone("tone.wav"), "--k", "0")).isEqualTo(2);
  }

  @Test
  void printsTheLikeliestTagsAndGoesOnAfterARefusedFile() throws Exception {
    Path weights = Path.of(System.getProperty("segue.golden", "golden"), "musicnn", "real");
    assumeTrue(Files.isDirectory(weights), "there are no published weights in " + weights);
    Path broken = Files.writeString(data.resolve("broken.wav"), "no audio");
    Path tone = tone("tone.wav");
    assertThat(tags(tone, broken, "--weights", weights, "--k", 3)).isEqualTo(1);
    assertThat(command.printed())
        .matches("(?s).*tone\\.wav {2}\\S.* 0\\.\\d{3}, .* 0\\.\\d{3}, .* 0\\.\\d{3}\\s*");
    assertThat(command.errors()).contains("broken.wav: ");

    command.forget();
    assertThat(tags(tone, "--weights", weights, "--k", 3, "--output", "json")).isZero();
    JsonNode printed = new ObjectMapper().readTree(command.printed());
    assertThat(printed.at("/0/file").asText()).endsWith("tone.wav");
    assertThat(printed.at("/0/tags").size()).isEqualTo(3);
    assertThat(printed.at("/0/tags").elements().next().asDouble()).isBetween(0.0, 1.0);
  }

  private int tags(Path file, Object... more) {
    List<Object> args = new ArrayList<>(List.of("tags", file));
    args.addAll(List.of(more));
    return command.in(data.resolve("segue"), args.toArray());
  }

  private Path tone(String name) throws Exception {
    return Tones.write(data.resolve(name), 440);
  }
}
