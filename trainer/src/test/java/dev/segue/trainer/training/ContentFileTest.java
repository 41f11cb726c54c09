// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.recommenders.TrackVectors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentFileTest {
  private static final TrackVectors VECTORS =
      new TrackVectors(2, Map.of("a", new float[] {1, -2}, "😀", new float[] {0.5f, 3}));

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void save() throws Exception {
    file = folder.resolve("content.bin");
    ContentFile.save(file, "round", new ContentSet("v1/2", VECTORS, 7));
  }

  @Test
  void isNoneWhenAnyByteIsWrong() throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 0x40;
      Files.write(file, damaged);
      assertThat(ContentFile.load(file, "round")).as("byte %d", i).isEmpty();
    }
  }

  @Test
  void isNoneWhenItIsCutOff() throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    for (int length = 0; length < bytes.length; length++) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThat(ContentFile.load(file, "round")).as("%d bytes", length).isEmpty();
    }
  }

  @Test
  void isNoneOfAnotherRound() {
    assertThat(ContentFile.load(file, "other")).isEmpty();
  }

  @Test
  void givesWhatWasSaved() {
    ContentSet content = ContentFile.load(file, "round").orElseThrow().set();
    assertThat(content.revision()).isEqualTo("v1/2");
    assertThat(content.leftOut()).isEqualTo(7);
    assertThat(content.vectors().dimension()).isEqualTo(2);
    assertThat(content.vectors().byTrack()).containsOnlyKeys("a", "😀");
    assertThat(content.vectors().byTrack().get("a")).containsExactly(1, -2);
    assertThat(content.vectors().byTrack().get("😀")).containsExactly(0.5f, 3);
  }
}
