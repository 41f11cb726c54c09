// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.app.UserError;
import dev.segue.app.audio.TinyMert;
import dev.segue.app.audio.Tones;
import dev.segue.embedder.EmbedderSettings;
import dev.segue.embedder.audio.Clip;
import dev.segue.recommenders.evaluation.Trial;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HearingTest {
  @TempDir Path folder;

  @Test
  void namesTheRowAndTheNearestSettingWhenOneIsUnknown() {
    assertThatThrownBy(() -> row("mert-95m", Map.of("layr", "1")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("backbone the row")
        .hasMessageContaining("'embedder.layer'");
  }

  @Test
  void refusesAValueThatIsNone() {
    assertThatThrownBy(() -> row("mert-95m", Map.of("clip", "beginning")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("first:30s, centre:30s");
  }

  @Test
  void refusesSettingsOfARowThatHearsNothing() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("e.yaml"),
            "{plays: demo, models: [knn], backbones: [{name: v, vectors: v.tsv, backbone: mfcc}]}");
    assertThatThrownBy(() -> Experiment.read(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("hears no audio");
  }

  @Test
  void takesWeightsFromBesideTheFile() {
    assertThat(row("mert-95m", Map.of("weights", "tiny")).weights())
        .contains(folder.resolve("tiny"));
  }

  @Test
  void keepsWhatIsConfiguredForARowThatSaysNothing() {
    EmbedderSettings row = row(null, Map.of());
    assertThat(row.backbone()).isEqualTo("musicfm");
    assertThat(row.layer()).hasValue(7);
    assertThat(row.maxChannels()).isEqualTo(3);
  }

  @Test
  void beginsWithTheDefaultsOfABackboneThatTheRowNames() {
    EmbedderSettings row = row("mert-95m", Map.of("clip", "windows:10s"));
    assertThat(row.backbone()).isEqualTo("mert-95m");
    assertThat(row.layer()).isEmpty();
    assertThat(row.clip()).contains(Clip.windows(Duration.ofSeconds(10)));
    assertThat(row.maxChannels()).isEqualTo(3);
  }

  @Test
  void comparesBackbonesAndComputesOnlyTheNewRow() throws Exception {
    TinyMert.in(folder.resolve("tiny"));
    writePlaysAndAudio();
    String first =
        """
        plays: plays.tsv
        split: 2020-01-01T12:00:00Z
        models: [knn]
        backbones:
          - {name: sums, audio: music, backbone: mfcc}
        """;
    String more =
        "  - {name: deep, audio: music, backbone: mert-95m, settings: {weights: tiny, layer: '1'}}\n";

    assertThat(run(first)).extracting(Trial::backbone).containsExactly("sums");
    Map<Path, FileTime> before = results();
    assertThat(run(first + more)).extracting(Trial::backbone).containsExactly("sums", "deep");
    assertThat(results()).hasSize(2).containsAllEntriesOf(before);
  }

  private List<Trial> run(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("e.yaml"), yaml);
    return Experiments.run(file, folder.resolve("out"), hearing(Map.of()), Progress.SILENT)
        .sections()
        .stream()
        .flatMap(section -> section.trials().stream())
        .toList();
  }

  private Map<Path, FileTime> results() throws IOException {
    Map<Path, FileTime> times = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder.resolve("out/results"))) {
      for (Path file : files.toList()) {
        times.put(file, Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  private void writePlaysAndAudio() throws IOException {
    StringBuilder log = new StringBuilder("user_id\ttrack_id\ttimestamp\n");
    for (int user = 0; user < 20; user++) {
      for (int play = 0; play < 4; play++) {
        log.append(
            "user%d\ttrack%d\t2020-01-01 %02d:%02d:00\n"
                .formatted(user, (user + play * play) % 6, play * 5, user));
      }
    }
    Files.writeString(folder.resolve("plays.tsv"), log);
    Files.createDirectories(folder.resolve("music"));
    for (int track = 0; track < 6; track++) {
      Tones.write(folder.resolve("music/track" + track + ".wav"), 110 * (track + 1));
    }
  }

  private EmbedderSettings row(String backbone, Map<String, String> settings) {
    Experiment.Backbone row =
        new Experiment.Backbone(
            "the row",
            Optional.of("music"),
            Optional.ofNullable(backbone),
            settings,
            Optional.empty(),
            false);
    return hearing(
            Map.of(
                "embedder.backbone", "musicfm",
                "embedder.layer", "7",
                "embedder.max-channels", "3"))
        .settings(row, folder.resolve("e.yaml"));
  }

  private Hearing hearing(Map<String, String> values) {
    return new Hearing(
        Settings.builder().declare(EmbedderSettings.class).values(values).build(),
        folder.resolve("heard"));
  }
}
