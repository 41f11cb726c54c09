// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.ModelRelease;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseHistoryTest {
  @TempDir Path folder;
  private ReleaseHistory history;

  @BeforeEach
  void open() throws Exception {
    history = ReleaseHistory.in(ObjectStore.at(folder));
  }

  @Test
  void passesOverAReleaseThatCannotBeRead() throws Exception {
    history.add(release(1, null));
    history.add(release(2, null));
    Files.write(folder.resolve("models/m/releases/1.avro"), new byte[] {1, 2, 3});
    history.claim("m", 0);
    assertThat(history.of("m")).containsExactly(release(2, null));
    assertThat(history.of("unknown")).isEmpty();
  }

  @Test
  void neverGivesAVersionTwice() throws Exception {
    Files.createDirectories(folder.resolve("models/m/4"));
    assertThat(history.claim("m", 2)).isEqualTo(5);
    assertThat(history.claim("m", 2)).isEqualTo(6);
    assertThat(history.claim("m", 9)).isEqualTo(10);
    Files.delete(folder.resolve("models/m/4"));
    assertThat(ReleaseHistory.in(ObjectStore.at(folder)).claim("m", 0)).isEqualTo(11);
    assertThat(IntStream.range(0, 50).parallel().mapToLong(i -> claimed()).distinct().count())
        .isEqualTo(50);
  }

  @Test
  void goesFurtherBackWithEveryReleaseThatRestores() {
    assertThat(line(release(1, null), release(2, null), release(3, null))).containsExactly(1, 2, 3);
    assertThat(line(release(1, null), release(2, null), release(3, null), release(4, 2L)))
        .containsExactly(1, 2);
    // Once back, the bad release is no part of the way here, also after newer ones.
    assertThat(line(release(1, null), release(2, null), release(3, 1L), release(4, null)))
        .containsExactly(1, 4);
    assertThat(line(release(1, null), release(2, null), release(3, 1L), release(4, 2L)))
        .containsExactly(1, 2);
    // What it restores is not known any more.
    assertThat(line(release(7, 3L), release(8, null))).containsExactly(7, 8);
  }

  private List<Integer> line(ModelRelease... releases) {
    return ReleaseHistory.line(List.of(releases)).stream().map(r -> (int) r.getVersion()).toList();
  }

  private long claimed() {
    try {
      return history.claim("m", 0);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static ModelRelease release(long version, Long restores) {
    return ModelRelease.newBuilder()
        .setName("m")
        .setVersion(version)
        .setAlgorithm("popularity")
        .setArtifactUri("models/m/" + (restores == null ? version : restores))
        .setArtifactSha256("")
        .setTrainedThrough(Instant.EPOCH)
        .setTrainedAt(Instant.EPOCH)
        .setRestores(restores)
        .build();
  }
}
