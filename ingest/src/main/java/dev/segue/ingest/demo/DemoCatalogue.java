// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.demo;

import dev.segue.ingest.imports.AudioFile;
import dev.segue.runtime.progress.Progress;
import dev.segue.schemas.Track;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A catalogue of synthetic music: real audio files in a dozen styles that differ in tempo, scale,
 * timbre and rhythm, composed by rules. Every artist and album is marked {@code (synthetic)}.
 *
 * <p>The same seed gives the same catalogue. Files that are there already are kept.
 */
public final class DemoCatalogue {
  /** How many tracks of each style make the demo's 480. */
  public static final int TRACKS_PER_STYLE = 40;

  // Of twenty tracks of a style, so many are from before the year of listening, so many come out
  // during the year and the other three (15 %) after SPLIT: nobody can know them from training.
  private static final int CYCLE = 20;
  private static final int BACK_CATALOGUE = 11;
  private static final int BEFORE_SPLIT = 17;
  private static final int UPLOAD_NUMBER = 9_999;
  private static final String UPLOAD_STYLE = "synthwave";
  private static final Duration BACK = Duration.ofDays(5 * 365);
  // So that the newest track can be heard a few times before the year ends.
  private static final Duration LAST_RELEASE = Duration.ofDays(7);

  private DemoCatalogue() {}

  /** The names of the styles. */
  public static List<String> styles() {
    return Styles.ALL.stream().map(Style::name).toList();
  }

  /**
   * Composes the catalogue into {@code <folder>/<style>/<trackId>.wav}: mono, 22.05 kHz, 16 bit, 12
   * to 18 s. Uses all processors.
   *
   * @param tracksPerStyle from 1 to 999
   * @return all tracks, style by style
   * @throws IOException if a file cannot be written
   */
  public static List<DemoTrack> compose(
      Path folder, long seed, int tracksPerStyle, Progress progress) throws IOException {
    if (tracksPerStyle < 1 || tracksPerStyle > 999) {
      throw new IllegalArgumentException(
          "tracksPerStyle has to be from 1 to 999, not " + tracksPerStyle);
    }
    List<Plan> plans = new ArrayList<>();
    for (Style style : Styles.ALL) {
      for (int number = 0; number < tracksPerStyle; number++) {
        plans.add(Plan.of(style, seed, number));
      }
    }
    Manifest manifest = manifest(folder, seed);
    try (Progress.Task task = progress.begin("compose demo music", plans.size(), "tracks")) {
      return plans.parallelStream()
          .map(
              plan -> {
                DemoTrack track = realise(plan, folder, manifest);
                task.step(1);
                return track;
              })
          .toList();
    } catch (UncheckedIOException e) {
      throw new IOException("cannot compose into " + folder + ": " + e.getMessage(), e);
    }
  }

  /**
   * Composes one more track, which is in no catalogue: to be uploaded while everything runs. Nobody
   * has heard it, and it comes out when the year ends.
   *
   * @throws IOException if the file cannot be written
   */
  public static DemoTrack composeUpload(Path folder, long seed) throws IOException {
    Style style =
        Styles.ALL.stream().filter(s -> s.name().equals(UPLOAD_STYLE)).findFirst().orElseThrow();
    try {
      return realise(Plan.of(style, seed, UPLOAD_NUMBER), folder, manifest(folder, seed));
    } catch (UncheckedIOException e) {
      throw new IOException("cannot compose into " + folder + ": " + e.getMessage(), e);
    }
  }

  private static Manifest manifest(Path folder, long seed) throws IOException {
    return Manifest.open(folder, "# Segue demo composer " + Composer.VERSION + ", seed " + seed);
  }

  /** All of a track that is decided before it sounds. */
  private record Plan(
      Style style,
      int number,
      Traits traits,
      String title,
      String artist,
      Instant releasedAt,
      SplittableRandom random) {

    static Plan of(Style style, long seed, int number) {
      long own = (seed * 31 + Styles.ALL.indexOf(style)) * 10_007 + number;
      SplittableRandom random = new SplittableRandom(own);
      return new Plan(
          style,
          number,
          new Traits(random.nextDouble(), random.nextDouble()),
          Titles.of(random),
          style.artists().get(random.nextInt(style.artists().size())),
          releasedAt(number, random),
          random);
    }

    private static Instant releasedAt(int number, SplittableRandom random) {
      if (number == UPLOAD_NUMBER) {
        return SimulatedListeners.END;
      }
      int place = number % CYCLE;
      Instant from = SimulatedListeners.SPLIT;
      Instant to = SimulatedListeners.END.minus(LAST_RELEASE);
      if (place < BACK_CATALOGUE) {
        from = SimulatedListeners.START.minus(BACK);
        to = SimulatedListeners.START;
      } else if (place < BEFORE_SPLIT) {
        from = SimulatedListeners.START;
        to = SimulatedListeners.SPLIT;
      }
      return from.plusSeconds(random.nextLong(Duration.between(from, to).toSeconds()));
    }

    String id() {
      return String.format(Locale.ROOT, "demo-%s-%03d", style.name(), number);
    }
  }

  private static DemoTrack realise(Plan plan, Path folder, Manifest manifest) {
    Path file = folder.resolve(plan.style().name()).resolve(plan.id() + ".wav");
    try {
      if (!manifest.holds(file)) {
        float[] sound = new Composer(plan.style(), plan.traits(), plan.random()).play();
        write(file, Wav.encode(sound, Timbre.RATE));
        manifest.add(file);
      }
      return new DemoTrack(
          new AudioFile(file, metadata(plan, file)), plan.style().name(), plan.traits());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    Path temporary = file.resolveSibling(file.getFileName() + ".part");
    Files.write(temporary, bytes);
    Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Track metadata(Plan plan, Path file) throws IOException {
    return Track.newBuilder()
        .setTrackId(plan.id())
        .setTitle(plan.title())
        .setArtists(List.of(plan.artist() + " (synthetic)"))
        .setAlbum("Segue demo: " + plan.style().name() + " (synthetic)")
        .setReleasedAt(plan.releasedAt())
        .setTags(List.of(plan.style().name(), "synthetic"))
        .setDurationMs(Wav.millis(Files.size(file), Timbre.RATE))
        .build();
  }
}
