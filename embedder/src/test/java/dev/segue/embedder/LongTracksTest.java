// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.embedder.audio.AudioException;
import dev.segue.embedder.audio.Wav;
import dev.segue.runtime.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many threads with long tracks, in a process whose heap does not hold one for each thread. */
class LongTracksTest {
  private static final int TRACKS = 12;
  private static final int SECONDS = 150;

  @TempDir Path folder;

  @Test
  void areHeardInAHeapThatDoesNotHoldOneForEachThread() throws Exception {
    Path song = folder.resolve("song.wav");
    Files.write(song, Wav.of(8000, 1).tone(440, SECONDS));
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Eight tracks of 150 s at 22,050 Hz take 106 MB, and as much while they are cut.
                "-Xmx96m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                LongTracksTest.class.getName(),
                song.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(() -> read(log)).isZero();
    assertThat(read(log)).contains("heard " + TRACKS);
  }

  /** The other process. */
  public static void main(String[] files) throws Exception {
    AtomicInteger heard = new AtomicInteger();
    try (TrackEmbedder embedder =
        TrackEmbedder.create(
            Settings.of(EmbedderSettings.class, Map.of("embedder.threads", "8")))) {
      List<Path> tracks = Collections.nCopies(TRACKS, Path.of(files[0]));
      embedder.embedAll(tracks, new Counter(heard));
    }
    System.out.println("heard " + heard);
  }

  private record Counter(AtomicInteger count) implements FileListener<EmbeddedAudio> {
    @Override
    public void heard(Path file, EmbeddedAudio result) {
      count.incrementAndGet();
    }

    @Override
    public void refused(Path file, AudioException why) {
      throw new IllegalStateException(why);
    }
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
