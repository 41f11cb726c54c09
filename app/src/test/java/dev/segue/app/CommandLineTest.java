// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.embedder.probe.ProbeManifest;
import dev.segue.embedder.probe.ProbeSplit;
import dev.segue.runtime.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
  @RegisterExtension final CommandRun command = new CommandRun();

  @TempDir Path folder;

  @Test
  void exitsWith2WhenAFlagIsUnknown() {
    assertThat(Segue.run("settings", "--outputt", "json")).isEqualTo(2);
    assertThat(command.errors()).contains("--outputt");
  }

  @Test
  void exitsWith2WhenOptionsThatBelongTogetherAreApart() {
    assertThat(Segue.run("replay", "--plays", "x", "--evaluate")).isEqualTo(2);
    assertThat(command.errors()).contains("--split");
  }

  @Test
  void namesTheNearestSettingWhenOneIsUnknown() {
    assertThat(Segue.run("settings", "--set", "serving.modell=knn")).isEqualTo(1);
    assertThat(command.errors()).contains("serving.modell").contains("'serving.model'");
  }

  @Test
  void tellsEverySettingThatIsOutOfItsRangeInALineWithoutATrace() {
    assertThat(
            Segue.run(
                "settings",
                "--set",
                "serving.k=-5",
                "--set",
                "trainer.parallelism=0",
                "--set",
                "trainer.dedupe-ttl=PT0S",
                "--set",
                "http.port=99999",
                "--set",
                "trainer.recent-plays=-1"))
        .isEqualTo(1);
    assertThat(command.errors().lines())
        .hasSize(6)
        .anyMatch(line -> line.contains("serving.k=-5") && line.contains("from 1 to 1000"))
        .anyMatch(line -> line.contains("http.port=99999") && line.contains("from 0 to 65535"));
  }

  @Test
  void printsOneLineForATypo() {
    assertThat(Segue.run("settings", "--set", "serving.modell=knn")).isEqualTo(1);
    assertThat(command.errors().lines()).hasSize(1);
  }

  @Test
  void checksTheSettingsOfAlgorithms() {
    assertThat(Segue.run("settings", "--set", "trainer.algorithm.gsasrec.epoch=3")).isEqualTo(1);
    assertThat(command.errors()).contains("trainer.algorithm.gsasrec", "epochs");
  }

  @Test
  void hasARangeForEveryNumberAndDuration() {
    assertThat(Components.MODULES)
        .allSatisfy(module -> assertThat(Settings.withoutRange(module)).isEmpty());
  }

  @Test
  void namesTheNearestAlgorithmWhenOneIsUnknown() throws Exception {
    assertThat(evaluate(log(), "item-itme")).isEqualTo(1);
    assertThat(command.errors()).contains("item-itme").contains("item-item");
  }

  @Test
  void saysThatALogIsMissing() {
    assertThat(evaluate(folder.resolve("none.tsv"), "popularity")).isEqualTo(1);
    assertThat(command.errors()).contains("none.tsv");
  }

  @Test
  void saysThatALogHoldsNothing() throws Exception {
    Path empty = Files.writeString(folder.resolve("e.tsv"), "user_id\ttrack_id\ttimestamp\n");
    assertThat(evaluate(empty, "popularity")).isEqualTo(1);
    assertThat(command.errors()).contains("no usable play");
  }

  @Test
  void saysHowToStartABrokerWhenNoneAnswers() {
    assertThat(Segue.run("topics", "apply", "--set", "kafka.bootstrap.servers=127.0.0.1:1"))
        .isEqualTo(1);
    assertThat(command.errors()).contains("segue up");
  }

  @Test
  void exitsWith2WhenABackboneIsUnknown() {
    assertThat(Segue.run("evaluate", "--backbone", "mfccc")).isEqualTo(2);
    assertThat(command.errors()).contains("--backbone", "'mfccc'", "did you mean 'mfcc'?");
  }

  @Test
  void exitsWith2WhenAFlagOfTheBackboneMakesNoSense() {
    for (String command : new String[] {"evaluate", "up", "demo", "embedder"}) {
      assertThat(Segue.run(command, "--layer", "-1")).isEqualTo(2);
      assertThat(Segue.run(command, "--precision", "float8")).isEqualTo(2);
    }
    assertThat(command.errors()).contains("layers are 0, 1, 2", "BFLOAT16");
  }

  @Test
  void saysWhereAnExperimentIsMissing() {
    assertThat(Segue.run("evaluate", "none.yaml", "--precision", "bfloat16", "--layer", "3"))
        .isEqualTo(1);
    assertThat(command.errors()).contains("no experiment file none.yaml");
  }

  @Test
  void exitsWith2WhenATrainingMakesNoSense() {
    assertThat(Segue.run("pretrain", "music", "--size", "huge")).isEqualTo(2);
    assertThat(Segue.run("pretrain", "music", "--mixer", "magic")).isEqualTo(2);
    assertThat(Segue.run("pretrain", "music", "--batch", "0")).isEqualTo(2);
    assertThat(command.errors())
        .contains("there are: tiny, small, 4x768, 12x1024", "SUMMARY", "the batch cannot be 0");
  }

  @Test
  void composesTheMusicOfTheDemoAloneWithItsStylesAsLabels() throws Exception {
    String music = folder.resolve("music").toString();
    assertThat(Segue.run("demo", "--compose", music, "--tracks-per-style", "3")).isEqualTo(2);
    assertThat(Segue.run("demo", "--compose", music, "--tracks-per-style", "4", "--seed", "7"))
        .isZero();
    ProbeManifest manifest = ProbeManifest.read(folder.resolve("music/styles.tsv"));
    assertThat(manifest.tracks())
        .hasSize(48)
        .allMatch(track -> Files.exists(track.audio()))
        .allMatch(track -> track.audio().toString().contains(track.labels().get(0)));
    assertThat(manifest.tracks()).filteredOn(t -> t.split() == ProbeSplit.TRAIN).hasSize(12);
    assertThat(manifest.tracks()).filteredOn(t -> t.split() == ProbeSplit.TEST).hasSize(24);
  }

  @Test
  void saysThatThereIsNoMusicToTrainOn() {
    assertThat(Segue.run("pretrain", folder.toString(), "--data", folder.resolve("d").toString()))
        .isEqualTo(1);
    assertThat(command.errors()).contains("there is no audio to train on in " + folder);
  }

  @Test
  void printsOnlyJsonOnStandardOutput() throws Exception {
    assertThat(evaluate(log(), "popularity,item-item", "--output", "json")).isZero();
    var json = new com.fasterxml.jackson.databind.ObjectMapper().readTree(command.printed());
    assertThat(json.at("/split/testPairs").asInt()).isEqualTo(1);
    assertThat(json.at("/models/1/name").asText()).isEqualTo("item-item");
    assertThat(json.at("/models/0/ci95/ndcg").size()).isEqualTo(2);
  }

  @Test
  void exitsWith1WhereTheDoctorFindsThatItWouldNotRun() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    assertThat(Segue.run("doctor", "--data", file.resolve("data").toString())).isEqualTo(1);
    assertThat(command.printed()).contains("fail  data folder");
  }

  @Test
  void printsWhatTheDoctorFindsAsJson() throws Exception {
    assertThat(Segue.run("doctor", "--data", folder.toString(), "--output", "json")).isZero();
    var json = new com.fasterxml.jackson.databind.ObjectMapper().readTree(command.printed());
    assertThat(json.at("/ok").asBoolean()).isTrue();
    assertThat(json.at("/checks/0/name").asText()).isEqualTo("java");
    assertThat(json.at("/checks/0/status").asText()).isEqualTo("ok");
  }

  @Test
  void printsEverySettingWithItsDefault() {
    assertThat(Segue.run("settings")).isZero();
    assertThat(command.printed())
        .contains(
            "topic.prefix=segue",
            "serving.model=fusion,item-item-recent,knn,popularity",
            "http.port=8080");
  }

  @Test
  void completesCommandsInAShell() {
    assertThat(Segue.run("generate-completion")).isZero();
    assertThat(command.printed()).contains("demo", "evaluate");
  }

  private int evaluate(Path log, String models, String... more) {
    String[] args = {
      "evaluate",
      "--plays",
      log.toString(),
      "--split",
      "2025-01-03T00:00:00Z",
      "--models",
      models,
      "--data",
      folder.resolve("data").toString()
    };
    String[] all = java.util.Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return Segue.run(all);
  }

  private Path log() throws Exception {
    return Files.writeString(
        folder.resolve("plays.tsv"),
        """
        user_id\ttrack_id\ttimestamp
        a\tx\t2025-01-01T00:00:00Z
        a\ty\t2025-01-01T00:01:00Z
        b\tx\t2025-01-01T00:02:00Z
        b\ty\t2025-01-04T00:00:00Z
        """);
  }
}
