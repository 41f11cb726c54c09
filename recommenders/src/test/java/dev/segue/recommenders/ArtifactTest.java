// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.recommenders.evaluation.Play;
import dev.segue.recommenders.evaluation.TrainingSetBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactTest {
  private static final AlgorithmSettings SETTINGS =
      new AlgorithmSettings(7, Map.of("window-days", "3"));

  @TempDir Path parent;
  private Path folder;

  @BeforeEach
  void name() {
    folder = parent.resolve("models/popularity-30d/1");
  }

  private Artifact write(Path target, String track) throws Exception {
    Algorithm algorithm = Algorithms.named("popularity-30d");
    TrainingSet data = new TrainingSetBuilder().add(new Play("ann", track, 5)).build();
    return Artifact.write(
        target,
        algorithm,
        algorithm.train(data, TrackVectors.NONE, SETTINGS, TrainingListener.SILENT),
        SETTINGS,
        "mfcc",
        Map.of("ndcg", 0.125));
  }

  @Test
  void keepsAllItWasTold() throws Exception {
    Artifact written = write(folder, "song");
    Artifact opened = Artifact.open(folder, written.sha256());

    assertThat(opened).isEqualTo(written);
    assertThat(opened.folder()).isEqualTo(folder);
    assertThat(opened.algorithm()).isEqualTo("popularity-30d");
    assertThat(opened.backbone()).contains("mfcc");
    assertThat(opened.settings()).isEqualTo(SETTINGS);
    assertThat(opened.metrics()).isEqualTo(Map.of("ndcg", 0.125));
    assertThat(opened.sha256()).matches("[0-9a-f]{64}");
  }

  @Test
  void leavesNothingBesideItsFolder() throws Exception {
    write(folder, "song");

    try (Stream<Path> files = Files.list(folder.getParent())) {
      assertThat(files).containsExactly(folder);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "model.safetensors", "items.txt", "config.json", "metrics.json", "manifest.json");
    }
  }

  @Test
  void canBeWrittenTwice() throws Exception {
    assertThat(write(folder, "song")).isEqualTo(write(folder, "song"));
  }

  @Test
  void neverReplacesAnotherArtifact() throws Exception {
    Artifact first = write(folder, "song");

    assertThatThrownBy(() -> write(folder, "another song"))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("already holds the artifact " + first.sha256());
    assertThat(Artifact.open(folder)).isEqualTo(first);
  }

  @Test
  void refusesAnotherArtifactThanTheExpectedOne() throws Exception {
    Artifact artifact = write(folder, "song");
    String other = "0".repeat(64);

    assertThatThrownBy(() -> Artifact.open(folder, other))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining(artifact.sha256() + " where " + other + " was expected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.safetensors", "items.txt", "config.json", "metrics.json"})
  void noticesWhenAFileIsAlteredTruncatedOrMissing(String name) throws Exception {
    Artifact artifact = write(folder, "song");
    Path file = folder.resolve(name);
    byte[] bytes = Files.readAllBytes(file);

    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertRefused(artifact, file + " is truncated or altered");
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused(artifact, file + " is truncated or altered");
    Files.delete(file);
    assertRefused(artifact, "is incomplete: it has no " + name);
  }

  @Test
  void noticesAManifestThatWasMadeToFit() throws Exception {
    Artifact artifact = write(folder, "song");
    Artifact other = write(parent.resolve("other"), "another song");
    for (String name : new String[] {"items.txt", "manifest.json"}) {
      Files.copy(
          other.folder().resolve(name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    assertThat(Artifact.open(folder).sha256()).isEqualTo(other.sha256());
    assertRefused(artifact, "was expected");
  }

  @Test
  void refusesFilesOutsideItsFolder() throws Exception {
    write(folder, "song");
    Path manifest = folder.resolve("manifest.json");
    Files.writeString(
        manifest,
        Files.readString(manifest).replace("\"files\" : {", "\"files\" : { \"../x\": \"\","));

    assertThatThrownBy(() -> Artifact.open(folder))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("../x");
  }

  @Test
  void refusesAFolderWithoutAManifest() throws IOException {
    Files.createDirectories(folder);

    assertThatThrownBy(() -> Artifact.open(folder))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("not a complete artifact: it has no manifest.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"format\": 2}",
        "{\"format\": 1}",
        "{\"format\": 1, \"files\": {}}",
        "{\"format\": 1, \"files\": {\"model.safetensors\": {}}}"
      })
  void refusesABrokenManifest(String json) throws Exception {
    write(folder, "song");
    Files.writeString(folder.resolve("manifest.json"), json);

    assertThatThrownBy(() -> Artifact.open(folder)).isInstanceOf(ArtifactException.class);
  }

  @Test
  void refusesMetricsThatAreNoNumbers() {
    assertThatThrownBy(
            () ->
                Artifact.write(
                    folder,
                    Algorithms.named("random"),
                    Algorithms.named("random")
                        .train(
                            new TrainingSetBuilder().build(),
                            TrackVectors.NONE,
                            AlgorithmSettings.DEFAULTS,
                            TrainingListener.SILENT),
                    AlgorithmSettings.DEFAULTS,
                    null,
                    Map.of("ndcg", Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the metric ndcg is NaN");
    assertThat(folder).doesNotExist();
  }

  private void assertRefused(Artifact artifact, String message) {
    assertThatThrownBy(() -> Artifact.open(folder, artifact.sha256()))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining(message);
  }
}
