// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.demo;

import dev.segue.ingest.demo.DemoCatalogue;
import dev.segue.ingest.demo.DemoTrack;
import dev.segue.runtime.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The demo's music alone, to train and to probe backbones with. */
public final class DemoMusic {
  /** Each split has tracks of each style. */
  public static final int FEWEST = 4;

  private static final String MANIFEST = "styles.tsv";

  private DemoMusic() {}

  /**
   * Composes a catalogue, and writes the styles down as labels for {@code segue probe}: of each
   * style a quarter of the tracks is train, a quarter valid, the rest test.
   *
   * @param seed of the composer; the demo's own is 42
   * @return the manifest
   * @throws IOException if a file cannot be written
   */
  public static Path compose(Path folder, long seed, int tracksPerStyle, Progress progress)
      throws IOException {
    List<DemoTrack> tracks = DemoCatalogue.compose(folder, seed, tracksPerStyle, progress);
    StringBuilder lines = new StringBuilder("path\tlabel\tsplit\n");
    Map<String, Integer> counts = new HashMap<>();
    for (DemoTrack track : tracks) {
      int number = counts.merge(track.style(), 1, Integer::sum) - 1;
      String path = folder.relativize(track.file()).toString().replace('\\', '/');
      lines.append("%s\t%s\t%s\n".formatted(path, track.style(), split(number)));
    }
    return Files.writeString(folder.resolve(MANIFEST), lines);
  }

  private static String split(int number) {
    return switch (number % FEWEST) {
      case 0 -> "train";
      case 1 -> "valid";
      default -> "test";
    };
  }
}
