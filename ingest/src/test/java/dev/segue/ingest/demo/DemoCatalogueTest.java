// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.runtime.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCatalogueTest {
  private static final int PER_STYLE = 3;

  @TempDir static Path folder;
  private static List<DemoTrack> catalogue;

  @BeforeAll
  static void compose() throws IOException {
    catalogue = DemoCatalogue.compose(folder, 1, PER_STYLE, Progress.SILENT);
  }

  @Test
  void refusesANumberOfTracksThatMakesNoSense() {
    assertThatThrownBy(() -> DemoCatalogue.compose(folder, 1, 0, Progress.SILENT))
        .hasMessageContaining("from 1 to 999");
  }

  @Test
  void mendsAFileThatWasDamagedAndLeavesTheOthers(@TempDir Path other) throws IOException {
    List<DemoTrack> first = DemoCatalogue.compose(other, 1, 1, Progress.SILENT);
    byte[] whole = Files.readAllBytes(first.get(0).file());
    Files.write(first.get(0).file(), new byte[100]);
    FileTime untouched = FileTime.fromMillis(0);
    Files.setLastModifiedTime(first.get(1).file(), untouched);
    assertThat(DemoCatalogue.compose(other, 1, 1, Progress.SILENT)).isEqualTo(first);
    assertThat(first.get(0).file()).hasBinaryContent(whole);
    assertThat(Files.getLastModifiedTime(first.get(1).file())).isEqualTo(untouched);
  }

  @Test
  void composesTheSameFromTheSameSeedAndOtherwiseFromAnother(@TempDir Path other)
      throws IOException {
    List<DemoTrack> again = DemoCatalogue.compose(other.resolve("a"), 1, 1, Progress.SILENT);
    List<DemoTrack> different = DemoCatalogue.compose(other.resolve("b"), 2, 1, Progress.SILENT);
    assertThat(again.get(0).file()).hasSameBinaryContentAs(catalogue.get(0).file());
    assertThat(again.get(0).track()).isEqualTo(catalogue.get(0).track());
    assertThat(Files.mismatch(different.get(0).file(), catalogue.get(0).file())).isNotNegative();
  }

  @Test
  void writesFilesThatTheJdkReads() throws Exception {
    for (DemoTrack track : catalogue) {
      try (AudioInputStream in = AudioSystem.getAudioInputStream(track.file().toFile())) {
        assertThat(in.getFormat().getSampleRate()).isEqualTo(22_050);
        assertThat(in.getFormat().getChannels()).isEqualTo(1);
        assertThat(in.getFormat().getSampleSizeInBits()).isEqualTo(16);
        double seconds = in.getFrameLength() / 22_050.0;
        assertThat(seconds).isBetween(12.0, 20.0);
        assertThat(track.track().getDurationMs()).isEqualTo((long) (seconds * 1000));
      }
    }
  }

  @Test
  void marksEverythingAsSynthetic() {
    assertThat(catalogue)
        .hasSize(12 * PER_STYLE)
        .allSatisfy(
            track -> {
              assertThat(track.track().getAlbum()).endsWith("(synthetic)");
              assertThat(track.track().getTags()).contains("synthetic");
              assertThat(track.track().getArtists()).allMatch(a -> a.endsWith("(synthetic)"));
              assertThat(track.track().getTags()).containsExactly(track.style(), "synthetic");
            });
    assertThat(DemoCatalogue.styles()).hasSize(12).doesNotHaveDuplicates();
  }

  @Test
  void soundsFullButNeverClipsAndEndsInSilence() throws IOException {
    for (DemoTrack track : catalogue) {
      short[] samples = Sounds.read(track.file());
      int peak = 0;
      for (short sample : samples) {
        peak = Math.max(peak, Math.abs(sample));
      }
      assertThat(peak).as(track.track().getTrackId()).isBetween(28_000, 32_767);
      assertThat(Math.abs(samples[samples.length - 1])).isLessThan((short) 50);
    }
  }

  @Test
  void stylesSoundFurtherApartThanTheirTracks() throws IOException {
    Map<DemoTrack, double[]> sounds = new HashMap<>();
    for (DemoTrack track : catalogue) {
      sounds.put(track, Sounds.bands(Sounds.read(track.file())));
    }
    long same =
        catalogue.stream()
            .filter(track -> nearest(track, sounds).style().equals(track.style()))
            .count();
    // By chance it would be 2 of 35.
    assertThat(same).isGreaterThanOrEqualTo(Math.round(0.75 * catalogue.size()));
  }

  @Test
  void composesOneMoreForTheUpload(@TempDir Path other) throws IOException {
    DemoTrack upload = DemoCatalogue.composeUpload(other, 1);
    assertThat(upload.file()).isRegularFile();
    assertThat(catalogue)
        .extracting(t -> t.track().getTrackId())
        .doesNotContain(upload.track().getTrackId());
    assertThat(DemoCatalogue.styles()).contains(upload.style());
  }

  private static DemoTrack nearest(DemoTrack track, Map<DemoTrack, double[]> sounds) {
    return catalogue.stream()
        .filter(other -> !other.equals(track))
        .min(
            java.util.Comparator.comparingDouble(
                other -> Sounds.distance(sounds.get(track), sounds.get(other))))
        .orElseThrow();
  }
}
