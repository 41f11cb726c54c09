// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MelFileTest {
  @TempDir Path folder;

  @Test
  void givesBackWhatItKeeps() throws IOException {
    Path file = folder.resolve("a.mel");
    MelFile.write(file, new float[] {0, 1, 2, 3, 4, 5}, 2);
    MelFile opened = MelFile.open(file).orElseThrow();
    assertThat(opened.frames()).isEqualTo(3);
    MelStatistics statistics = new MelStatistics(2);
    opened.addTo(statistics);
    opened.addTo(statistics);
    assertThat(statistics.mean()).isEqualTo(2.5);
    assertThat(statistics.deviation()).isCloseTo(Math.sqrt(35 / 12.0), within(1e-12));
    assertThat(statistics.mean(1)).isEqualTo(3);
    assertThat(statistics.deviation(1)).isCloseTo(Math.sqrt(8 / 3.0), within(1e-12));
    float[] out = new float[5];
    opened.read(1, 2, out, 1);
    assertThat(out).containsExactly(0, 2, 3, 4, 5);
  }

  @Test
  void goesOnWithTheFirstFrameAfterTheLast() throws IOException {
    MelFile file = MelFile.write(folder.resolve("a.mel"), new float[] {1, 2, 3}, 1);
    float[] out = new float[7];
    file.read(2, 7, out, 0);
    assertThat(out).containsExactly(3, 1, 2, 3, 1, 2, 3);
  }

  @Test
  void takesAFileThatIsCutOffForNone() throws IOException {
    Path file = folder.resolve("a.mel");
    assertThat(MelFile.open(file)).isEmpty();
    MelFile.write(file, new float[100], 10);
    byte[] bytes = Files.readAllBytes(file);
    for (int length : new int[] {0, 7, 15, 16, 200, bytes.length - 1}) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThat(MelFile.open(file)).as("%d bytes", length).isEmpty();
    }
  }
}
