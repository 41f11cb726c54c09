// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.app.audio.TinyMert;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ModelsCommandTest {
  @RegisterExtension final CommandRun command = new CommandRun();

  @TempDir Path data;

  @Test
  void namesTheNearestBackboneWhenOneIsUnknown() {
    assertThat(models("fetch", "mfc")).isEqualTo(2);
    assertThat(command.errors()).contains("there is no backbone 'mfc'", "did you mean 'mfcc'?");
  }

  @Test
  void saysThatThereIsNothingToVerify() {
    assertThat(models("verify", "nothing.bin")).isEqualTo(1);
    assertThat(command.errors()).contains("there is no backbone and no file 'nothing.bin'", "mfcc");
  }

  @Test
  void asksWhoseWeightsAFileHolds() throws Exception {
    Path file = Files.writeString(data.resolve("unheard-of.bin"), "x");

    assertThat(models("verify", file.toString())).isEqualTo(1);
    assertThat(command.errors()).contains("nothing tells whose weights", "--backbone NAME");
  }

  @Test
  void saysHowToGetWeightsThatNobodyPublished() {
    assertThat(models("fetch", "branchformer")).isEqualTo(1);
    assertThat(models("verify", "branchformer")).isEqualTo(1);
    assertThat(command.errors()).contains("nobody has published weights", "segue pretrain");
  }

  @Test
  void saysWhichFileIsMissing() {
    assertThat(models("verify", "mert-95m")).isEqualTo(1);
    assertThat(command.errors())
        .contains("pytorch_model.bin is not there", "segue models fetch mert-95m");
  }

  @Test
  void refusesAFileThatIsNotThePublishedOne() throws Exception {
    Path folder = Files.createDirectories(data.resolve("models/mert-95m"));
    Path file = Files.writeString(folder.resolve("pytorch_model.bin"), "x");

    assertThat(models("verify", file.toString())).isEqualTo(1);
    assertThat(models("fetch", "mert-95m")).isEqualTo(1);
    assertThat(command.errors()).contains("not the file that was published", "delete it");
    assertThat(command.printed())
        .contains("CC-BY-NC-4.0", "378 MB", "https://huggingface.co/m-a-p");
  }

  @Test
  void namesTheTensorsOfAFileThatHoldsOtherOnes() throws Exception {
    Path folder = TinyMert.in(data.resolve("tiny"));
    String file = folder.resolve("model.safetensors").toString();

    assertThat(models("verify", file, "--backbone", "mert-95m")).isEqualTo(1);
    assertThat(command.errors()).contains("masked_spec_embed", "[768]").doesNotContain("Exception");
  }

  @Test
  void checksWeightsInAnotherFormWhereNoneIsThePublishedOne() throws Exception {
    TinyMert.in(data.resolve("models/mert-95m"));

    assertThat(models("verify", "mert-95m")).isEqualTo(1);
    assertThat(command.errors()).contains("model.safetensors: ", "masked_spec_embed");
    assertThat(models("list", "mert-95m")).isZero();
    assertThat(command.printed()).contains("weights  there: ");
  }

  @Test
  void asksForAFileWhereABackboneIsNamedTwice() {
    assertThat(models("verify", "mert-95m", "--backbone", "musicnn")).isEqualTo(2);
    assertThat(command.errors()).contains("'mert-95m' is a backbone itself");
  }

  @Test
  void fetchesNothingForABackboneWithoutWeights() {
    assertThat(models("fetch", "mfcc")).isZero();
    assertThat(models("verify", "mfcc")).isZero();
    assertThat(command.printed()).contains("mfcc needs no weights");
  }

  @Test
  void listsTheBackbones() {
    assertThat(models("list")).isZero();
    assertThat(command.printed()).containsPattern("mfcc +104 .*not needed");
    assertThat(command.printed()).containsPattern("mert-95m +768 +378 MB  CC-BY-NC-4.0 .*missing");
    assertThat(command.printed()).containsPattern("branchformer .*to be trained");
  }

  @Test
  void listsInColumnsThatNoLicenceIsTooLongFor() {
    assertThat(models("list")).isZero();
    List<String> lines = command.printed().lines().toList();
    int weights = lines.get(0).indexOf("weights");
    assertThat(lines.subList(1, lines.indexOf("")))
        .allSatisfy(line -> assertThat(line.substring(weights - 1)).matches(" (?! ).+"))
        .anySatisfy(line -> assertThat(line).contains("to be trained (segue pretrain)"));
  }

  @Test
  void showsAllOfOneBackbone() {
    assertThat(models("list", "jukebox")).isZero();
    assertThat(command.printed())
        .contains("(OpenAI, in openai/jukebox)", "vector   4800 values", "weights  missing: ");
  }

  @Test
  void listsTheBackbonesAsJson() throws Exception {
    assertThat(models("list", "--output", "json")).isZero();
    JsonNode first = new ObjectMapper().readTree(command.printed()).path(0);
    assertThat(first.path("name").asText()).isNotEmpty();
    assertThat(first.path("weights").asText()).isEqualTo("not-published");
  }

  @Test
  void tellsTheTwoKindsOfModelsApartInItsHelp() {
    assertThat(Segue.run("models", "--help")).isZero();
    assertThat(command.printed())
        .contains("list", "fetch", "verify", "releases", "rollback", "backbones");
  }

  private int models(String name, Object... more) {
    List<Object> args = new ArrayList<>(List.of("models", name));
    args.addAll(List.of(more));
    return command.in(data, args.toArray());
  }
}
