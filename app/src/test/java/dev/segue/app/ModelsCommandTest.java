// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsCommandTest {
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
  void namesTheNearestBackboneWhenOneIsUnknown() {
    assertThat(models("fetch", "mfc")).isEqualTo(2);
    assertThat(errors()).contains("there is no backbone 'mfc'", "did you mean 'mfcc'?");
  }

  @Test
  void saysThatThereIsNothingToVerify() {
    assertThat(models("verify", "nothing.bin")).isEqualTo(1);
    assertThat(errors()).contains("there is no backbone and no file 'nothing.bin'", "mfcc");
  }

  @Test
  void asksWhoseWeightsAFileHolds() throws Exception {
    Path file = Files.writeString(data.resolve("unheard-of.bin"), "x");

    assertThat(models("verify", file.toString())).isEqualTo(1);
    assertThat(errors()).contains("nothing tells whose weights", "--backbone NAME");
  }

  @Test
  void fetchesNothingForABackboneWithoutWeights() {
    assertThat(models("fetch", "mfcc")).isZero();
    assertThat(models("verify", "mfcc")).isZero();
    assertThat(printed()).contains("mfcc needs no weights");
  }

  @Test
  void listsTheBackbones() {
    assertThat(models("list")).isZero();
    assertThat(printed()).containsPattern("mfcc .*not needed");
  }

  @Test
  void listsTheBackbonesAsJson() throws Exception {
    assertThat(models("list", "--output", "json")).isZero();
    JsonNode first = new ObjectMapper().readTree(printed()).path(0);
    assertThat(first.path("name").asText()).isNotEmpty();
    assertThat(first.path("weights").asText()).isIn("not-needed", "missing");
  }

  @Test
  void tellsTheTwoKindsOfModelsApartInItsHelp() {
    assertThat(Segue.run("models", "--help")).isZero();
    assertThat(printed()).contains("list", "fetch", "verify", "releases", "rollback", "backbones");
  }

  private int models(String command, String... more) {
    String[] args = new String[more.length + 4];
    args[0] = "models";
    args[1] = command;
    System.arraycopy(more, 0, args, 2, more.length);
    args[more.length + 2] = "--data";
    args[more.length + 3] = data.toString();
    return Segue.run(args);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
