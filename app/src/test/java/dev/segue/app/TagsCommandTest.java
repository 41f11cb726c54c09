// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TagsCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;

  @TempDir Path data;

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    System.setOut(realOut);
    System.setErr(realErr);
  }

  @Test
  void namesTheBackbonesThatTag() throws Exception {
    assertThat(tags(tone("tone.wav"), "--backbone", "mfcc")).isEqualTo(1);
    assertThat(errors()).contains("'mfcc' tells no tags", "musicnn, musicnn-mtt");
  }

  @Test
  void saysHowToGetTheWeights() throws Exception {
    assertThat(tags(tone("tone.wav"))).isEqualTo(1);
    assertThat(errors()).contains("segue models fetch musicnn");
  }

  @Test
  void asksForAFileAndAtLeastOneTag() throws Exception {
    assertThat(tags(data.resolve("none.wav"))).isEqualTo(1);
    assertThat(errors()).contains("there is no file", "none.wav");
    assertThat(tags(tone("tone.wav"), "--k", "0")).isEqualTo(2);
  }

  @Test
  void printsTheLikeliestTagsAndGoesOnAfterARefusedFile() throws Exception {
    Path weights = Path.of(System.getProperty("segue.golden", "golden"), "musicnn", "real");
    assumeTrue(Files.isDirectory(weights), "there are no published weights in " + weights);
    Path broken = Files.writeString(data.resolve("broken.wav"), "no audio");
    Path tone = tone("tone.wav");
    String[] more = {broken.toString(), "--weights", weights.toString(), "--k", "3"};
    assertThat(tags(tone, more)).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .matches("(?s).*tone\\.wav {2}\\S.* 0\\.\\d{3}, .* 0\\.\\d{3}, .* 0\\.\\d{3}\\s*");
    assertThat(errors()).contains("broken.wav: ");

    out.reset();
    String[] json = {"--weights", weights.toString(), "--k", "3", "--output", "json"};
    assertThat(tags(tone, json)).isZero();
    JsonNode printed = new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
    assertThat(printed.at("/0/file").asText()).endsWith("tone.wav");
    assertThat(printed.at("/0/tags").size()).isEqualTo(3);
    assertThat(printed.at("/0/tags").elements().next().asDouble()).isBetween(0.0, 1.0);
  }

  private int tags(Path file, String... more) {
    String[] args = new String[more.length + 4];
    args[0] = "tags";
    args[1] = file.toString();
    args[2] = "--data";
    args[3] = data.resolve("segue").toString();
    System.arraycopy(more, 0, args, 4, more.length);
    return Segue.run(args);
  }

  /** Four seconds of 440 Hz. */
  private Path tone(String name) throws Exception {
    byte[] samples = new byte[4 * 16_000 * 2];
    for (int i = 0; i < samples.length / 2; i++) {
      int value = (int) (8_000 * Math.sin(2 * Math.PI * 440 * i / 16_000));
      samples[2 * i] = (byte) value;
      samples[2 * i + 1] = (byte) (value >> 8);
    }
    AudioFormat format = new AudioFormat(16_000, 16, 1, true, false);
    Path file = data.resolve(name);
    AudioSystem.write(
        new AudioInputStream(new ByteArrayInputStream(samples), format, samples.length / 2),
        AudioFileFormat.Type.WAVE,
        file.toFile());
    return file;
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
