// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.app.audio.TinyMert;
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
  void saysHowToGetWeightsThatNobodyPublished() {
    assertThat(models("fetch", "branchformer")).isEqualTo(1);
    assertThat(models("verify", "branchformer")).isEqualTo(1);
    assertThat(errors()).contains("nobody has published weights", "segue pretrain");
  }

  @Test
  void saysWhichFileIsMissing() {
    assertThat(models("verify", "mert-95m")).isEqualTo(1);
    assertThat(errors()).contains("pytorch_model.bin is not there", "segue models fetch mert-95m");
  }

  @Test
  void refusesAFileThatIsNotThePublishedOne() throws Exception {
    Path folder = Files.createDirectories(data.resolve("models/mert-95m"));
    Path file = Files.writeString(folder.resolve("pytorch_model.bin"), "x");

    assertThat(models("verify", file.toString())).isEqualTo(1);
    assertThat(models("fetch", "mert-95m")).isEqualTo(1);
    assertThat(errors()).contains("not the file that was published", "delete it");
    assertThat(printed()).contains("CC-BY-NC-4.0", "378 MB", "https://huggingface.co/m-a-p");
  }

  @Test
  void namesTheTensorsOfAFileThatHoldsOtherOnes() throws Exception {
    Path folder = TinyMert.in(data.resolve("tiny"));
    String file = folder.resolve("model.safetensors").toString();

    assertThat(models("verify", file, "--backbone", "mert-95m")).isEqualTo(1);
    assertThat(errors()).contains("masked_spec_embed", "[768]").doesNotContain("Exception");
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
    assertThat(printed()).containsPattern("mfcc +104 .*not needed");
    assertThat(printed()).containsPattern("mert-95m +768 +378 MB  CC-BY-NC-4.0 .*missing");
    assertThat(printed()).containsPattern("branchformer .*not published");
  }

  @Test
  void listsTheBackbonesAsJson() throws Exception {
    assertThat(models("list", "--output", "json")).isZero();
    JsonNode first = new ObjectMapper().readTree(printed()).path(0);
    assertThat(first.path("name").asText()).isNotEmpty();
    assertThat(first.path("weights").asText()).isEqualTo("not-published");
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
