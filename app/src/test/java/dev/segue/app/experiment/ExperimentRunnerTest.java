// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.app.UserError;
import dev.segue.embedder.EmbedderSettings;
import dev.segue.recommenders.evaluation.Trial;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentRunnerTest {
  @TempDir Path folder;

  /** Forty listeners go round twelve tracks, one a minute. */
  @BeforeEach
  void writeTheLog() throws IOException {
    StringBuilder log = new StringBuilder("user_id\ttrack_id\ttimestamp\n");
    for (int user = 0; user < 40; user++) {
      for (int play = 0; play < 6; play++) {
        log.append(
            "user%d\ttrack%d\t2020-01-01 %02d:%02d:00\n"
                .formatted(user, (user + play * play) % 12, play * 4, user));
      }
    }
    Files.writeString(folder.resolve("plays.tsv"), log);
    StringBuilder vectors = new StringBuilder();
    for (int track = 0; track < 12; track++) {
      vectors.append("track%d\t%f\t%f\n".formatted(track, Math.sin(track), Math.cos(track)));
    }
    Files.writeString(folder.resolve("vectors.tsv"), vectors);
  }

  @Test
  void saysWhichSettingIsWrong() {
    assertThatThrownBy(() -> run("models: [{name: ease, settings: {lamda: 3}}]"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("chronological ease seed 42")
        .hasMessageContaining("did you mean lambda");
  }

  @Test
  void saysThatThereIsNothingToTestOn() {
    assertThatThrownBy(() -> run("models: [popularity]\nsplit: 2030-01-01T00:00:00Z", ""))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("chronological has nothing to test on");
  }

  @Test
  void computesOnlyWhatIsNotThereYet() throws Exception {
    List<Trial> first = run("models: [popularity, ease]");
    List<Path> files = results();
    long written = Files.getLastModifiedTime(files.get(0)).toMillis();
    Files.delete(files.get(1));
    List<Trial> second = run("models: [popularity, ease, random]");

    assertThat(files).hasSize(2);
    assertThat(results()).hasSize(3).containsAll(files);
    assertThat(Files.getLastModifiedTime(files.get(0)).toMillis()).isEqualTo(written);
    assertThat(second.subList(0, 2))
        .extracting(trial -> trial.result().values().values())
        .usingRecursiveComparison()
        .isEqualTo(first.stream().map(trial -> trial.result().values().values()).toList());
  }

  @Test
  void trainsContentModelsOnEveryBackbone() throws Exception {
    List<Trial> trials =
        run(
            """
            backbones: [{name: circle, vectors: vectors.tsv}]
            models: [popularity, knn]
            protocols: [chronological, leave-one-out]
            """);

    assertThat(trials)
        .extracting(trial -> trial.protocol() + " " + trial.model() + " " + trial.backbone())
        .containsExactly(
            "chronological popularity ",
            "chronological knn circle",
            "leave-one-out popularity ",
            "leave-one-out knn circle");
  }

  private List<Trial> run(String yaml) throws Exception {
    return run(yaml, "split: 2020-01-01T12:00:00Z\n");
  }

  private List<Trial> run(String yaml, String split) throws Exception {
    Path file = folder.resolve("experiment.yaml");
    Files.writeString(file, "plays: plays.tsv\n" + split + yaml);
    Experiment experiment = Experiment.read(file);
    Hearing hearing =
        new Hearing(
            Settings.builder().declare(EmbedderSettings.class).build(), folder.resolve("heard"));
    ExperimentData data =
        ExperimentData.read(experiment, file, folder.resolve("out"), hearing, Progress.SILENT);
    return new ExperimentRunner(experiment, data, "data", folder.resolve("out"), Progress.SILENT)
        .run().sections().stream().flatMap(section -> section.trials().stream()).toList();
  }

  private List<Path> results() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("out/results"))) {
      return files.sorted(Comparator.comparing(Path::toString).reversed()).toList();
    }
  }
}
