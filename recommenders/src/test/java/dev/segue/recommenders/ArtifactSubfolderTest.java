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

/** Artifacts of models that are made of models, each in a folder of its own. */
class ArtifactSubfolderTest {
  private static final String PART = "part/model.safetensors";

  @TempDir Path parent;
  private Path folder;

  @BeforeEach
  void name() {
    folder = parent.resolve("models/nested/1");
  }

  /** Saves a second copy of the model in a sub-folder, and a note in one of that. */
  private record Nested(String note) implements Algorithm {
    private static final Algorithm INNER = Algorithms.named("popularity");

    @Override
    public String name() {
      return "nested";
    }

    @Override
    public boolean needsContent() {
      return false;
    }

    @Override
    public void check(AlgorithmSettings settings) {
      // It has none.
    }

    @Override
    public Recommender train(
        TrainingSet data, TrackVectors content, AlgorithmSettings settings, TrainingRun run)
        throws InterruptedException {
      return INNER.train(data, content, settings, run);
    }

    @Override
    public void save(Recommender recommender, Path folder) throws IOException {
      INNER.save(recommender, folder);
      Path notes = Files.createDirectories(folder.resolve("part/notes"));
      INNER.save(recommender, folder.resolve("part"));
      if (note == null) {
        throw new IOException("the disk is full");
      }
      Files.writeString(notes.resolve("note"), note);
    }

    @Override
    public Recommender load(Artifact artifact, TrackVectors content) throws IOException {
      return INNER.load(artifact, content);
    }
  }

  private Artifact write(Path target, String note) throws Exception {
    Algorithm algorithm = new Nested(note);
    TrainingSet data = new TrainingSetBuilder().add(new Play("ann", "song", 5)).build();
    return Artifact.write(
        target,
        algorithm,
        algorithm.train(
            data, TrackVectors.NONE, AlgorithmSettings.DEFAULTS, TrainingListener.SILENT),
        AlgorithmSettings.DEFAULTS,
        null,
        Map.of());
  }

  @Test
  void standsForTheFilesInSubfoldersToo() throws Exception {
    Artifact artifact = write(folder, "one");

    assertThat(Files.readString(folder.resolve("manifest.json")))
        .contains(PART, "part/items.txt", "part/notes/note");
    assertThat(write(parent.resolve("again"), "one").sha256()).isEqualTo(artifact.sha256());
    assertThat(write(parent.resolve("other"), "two").sha256()).isNotEqualTo(artifact.sha256());
    assertThat(Artifact.open(folder, artifact.sha256())).isEqualTo(artifact);
  }

  @ParameterizedTest
  @ValueSource(strings = {PART, "part/items.txt", "part/notes/note"})
  void noticesWhenAFileIsAlteredTruncatedOrMissing(String name) throws Exception {
    Path file = write(folder, "one").folder().resolve(name);
    byte[] bytes = Files.readAllBytes(file);

    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertRefused(folder, file + " is truncated or altered");
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused(folder, file + " is truncated or altered");
    Files.delete(file);
    assertRefused(folder, "is incomplete: it has no " + name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "part/../../x",
        "../x",
        "/x",
        "part//x",
        "part/./x",
        "part/.hidden",
        "part/",
        "part\\\\..\\\\x",
        "a/b/c/d"
      })
  void refusesNamesThatCouldLeadOutOfItsFolder(String name) throws Exception {
    write(folder, "one");
    Path manifest = folder.resolve("manifest.json");
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replace("\"files\" : {", "\"files\" : { \"" + name + "\": \"\","));

    assertRefused(folder, "the manifest lists the file name");
  }

  @Test
  void refusesASubfolderThatIsALink() throws Exception {
    write(folder, "one");
    Path elsewhere = parent.resolve("elsewhere");
    Files.move(folder.resolve("part"), elsewhere, StandardCopyOption.ATOMIC_MOVE);
    Files.createSymbolicLink(folder.resolve("part"), elsewhere);

    assertRefused(folder, "is incomplete: it has no part/");
  }

  @Test
  void leavesNothingBehindWhenItCannotBeWritten() throws Exception {
    assertThatThrownBy(() -> write(folder, null)).hasMessage("the disk is full");

    try (Stream<Path> files = Files.list(folder.getParent())) {
      assertThat(files).isEmpty();
    }
  }

  private static void assertRefused(Path artifact, String message) {
    assertThatThrownBy(() -> Artifact.open(artifact))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining(message);
  }
}
