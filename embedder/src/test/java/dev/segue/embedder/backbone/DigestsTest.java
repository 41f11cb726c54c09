// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.segue.runtime.storage.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestsTest {
  private static final String FORGED = "0".repeat(64);
  private static final InstantSource LATER = () -> Instant.now().plus(Duration.ofHours(1));

  @TempDir Path folder;
  private Path weights;

  @BeforeEach
  void write() throws IOException {
    weights = Files.writeString(folder.resolve("weights"), "some values");
  }

  @Test
  void saysWhichFileIsNotThere() {
    assertThatThrownBy(() -> digests(1).sha256(folder.resolve("gone")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("gone");
  }

  @Test
  void readsTheFileWhereNothingCanBeKept() throws IOException {
    Files.writeString(folder.resolve("sums"), "a file where the folder would be");
    assertThat(digests(1).sha256(weights)).isEqualTo(ObjectStore.sha256(weights));
    assertThat(digests(1).sha256(weights)).isEqualTo(ObjectStore.sha256(weights));
  }

  @Test
  void readsTheFileWhereWhatWasKeptIsDamaged() throws IOException {
    digests(1).sha256(weights);
    for (String damaged : List.of("", "x\ny\n", FORGED, "\n\n\n")) {
      Files.writeString(note(), damaged);
      assertThat(digests(1).sha256(weights)).isEqualTo(ObjectStore.sha256(weights));
    }
  }

  @Test
  void keepsNothingOfSmallFiles() throws IOException {
    assertThat(digests(1000).sha256(weights)).isEqualTo(ObjectStore.sha256(weights));
    assertThat(folder.resolve("sums")).doesNotExist();
  }

  @Test
  void keepsNothingOfAFileThatWasWrittenJustNow() throws IOException {
    InstantSource atOnce = () -> Instant.EPOCH;
    new Digests(folder.resolve("sums"), 1, atOnce).sha256(weights);
    assertThat(folder.resolve("sums")).doesNotExist();
  }

  @Test
  void readsAFileOnce() throws IOException {
    digests(1).sha256(weights);
    forge();
    assertThat(digests(1).sha256(weights)).isEqualTo(FORGED);
  }

  @Test
  void readsAFileAgainThatWasChanged() throws IOException {
    digests(1).sha256(weights);
    forge();
    Files.writeString(weights, "some more values");
    assertThat(digests(1).sha256(weights)).isEqualTo(ObjectStore.sha256(weights));
  }

  @Test
  void noticesAChangeThatKeepsSizeAndTime() throws IOException {
    FileTime time = Files.getLastModifiedTime(weights);
    digests(1).sha256(weights);
    forge();
    FileState before = FileState.of(weights);
    await()
        .until(
            () -> {
              Files.writeString(weights, "SOME values");
              Files.setLastModifiedTime(weights, time);
              return !FileState.of(weights).changed().equals(before.changed());
            });
    assertThat(FileState.of(weights).modified()).isEqualTo(before.modified());
    assertThat(digests(1).sha256(weights)).isEqualTo(ObjectStore.sha256(weights));
  }

  @Test
  void givesChangedWeightsAnotherRevision() throws IOException {
    BackboneOptions options = BackboneOptions.in(folder);
    String before = Revision.of(1, options, weights);
    assertThat(Revision.of(1, options, weights)).isEqualTo(before);
    Files.writeString(weights, "other values");
    assertThat(Revision.of(1, options, weights)).isNotEqualTo(before).startsWith("v1-");
  }

  private Digests digests(long largeBytes) {
    return new Digests(folder.resolve("sums"), largeBytes, LATER);
  }

  /** Puts a wrong sum in the place of what is kept: who is told it has not read the file. */
  private void forge() throws IOException {
    List<String> lines = Files.readAllLines(note());
    Files.write(note(), List.of(FORGED, lines.get(1)));
  }

  private Path note() throws IOException {
    try (var notes = Files.list(folder.resolve("sums"))) {
      return notes.findFirst().orElseThrow();
    }
  }
}
