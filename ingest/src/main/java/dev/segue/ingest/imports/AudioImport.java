// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.imports;

import dev.segue.ingest.publish.PublishException;
import dev.segue.ingest.publish.TrackPublisher;
import dev.segue.runtime.audio.AudioFormat;
import dev.segue.runtime.progress.Progress;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Track;
import dev.segue.schemas.Tracks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Copies audio into the object store and publishes its tracks.
 *
 * <p>The store names objects by their content and a track is an upsert, so a second run changes
 * nothing and one that was cut short can be run again.
 */
public final class AudioImport {
  /** The folder of the object store that holds audio. */
  public static final String FOLDER = "audio";

  private static final int MAX_UNACKNOWLEDGED = 256;

  private final ObjectStore store;
  private final TrackPublisher publisher;
  private final Progress progress;

  /** Stores here and publishes through this. */
  public AudioImport(ObjectStore store, TrackPublisher publisher, Progress progress) {
    this.store = store;
    this.publisher = publisher;
    this.progress = progress;
  }

  /** Makes the track of a file; empty if there is nothing to import. */
  @FunctionalInterface
  interface TrackSource {
    Optional<Track> of(Path file) throws IOException;
  }

  /**
   * What an import did.
   *
   * @param published tracks that the broker acknowledged
   * @param skipped files that are no audio, by extension, and hidden ones
   * @param duplicates files that hold the audio of another one, each with that one
   * @param undecoded files whose names could not be decoded
   * @param failures files and folders that could not be read, each with its reason
   */
  public record Report(
      int published,
      Map<String, Long> skipped,
      List<String> duplicates,
      int undecoded,
      List<String> failures,
      Duration took) {
    /** Copies the failures. */
    public Report {
      skipped = Collections.unmodifiableMap(new TreeMap<>(skipped));
      duplicates = List.copyOf(duplicates);
      failures = List.copyOf(failures);
    }

    Report with(AudioFolder folder, List<String> duplicates) {
      List<String> all = new ArrayList<>(folder.failures());
      all.addAll(failures);
      return new Report(published, folder.skipped(), duplicates, undecoded, all, took);
    }

    /** Published tracks per second. */
    public double tracksPerSecond() {
      return Rate.perSecond(published, took);
    }
  }

  /**
   * Imports these files. One that cannot be read is reported and the others go on.
   *
   * @throws PublishException if the broker did not take a track
   */
  public Report run(List<AudioFile> files) {
    Map<Path, Track> tracks = new HashMap<>();
    files.forEach(file -> tracks.put(file.file(), file.track()));
    return run(files.stream().map(AudioFile::file).toList(), file -> Optional.of(tracks.get(file)));
  }

  Report run(List<Path> files, TrackSource tracks) {
    long start = System.nanoTime();
    int published = 0;
    int undecoded = 0;
    List<String> failures = new ArrayList<>();
    Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
    try (Progress.Task task = progress.begin("import audio", files.size(), "tracks")) {
      for (Path file : files) {
        try {
          Optional<Track> track = tracks.of(file);
          if (track.isPresent()) {
            waiting.add(publisher.publish(stored(file, track.get())));
            published++;
          }
        } catch (IOException e) {
          failures.add(Faults.of(file, e));
        }
        undecoded += FileMetadata.isDecoded(file.toString()) ? 0 : 1;
        if (waiting.size() > MAX_UNACKNOWLEDGED) {
          await(waiting.remove());
        }
        task.step(1);
      }
      waiting.forEach(AudioImport::await);
    }
    return new Report(
        published,
        Map.of(),
        List.of(),
        undecoded,
        failures,
        Duration.ofNanos(System.nanoTime() - start));
  }

  private Track stored(Path file, Track track) throws IOException {
    String suffix = AudioFormat.suffix(file.getFileName().toString()).orElse("");
    try (InputStream bytes = Files.newInputStream(file)) {
      ObjectStore.Stored stored = store.put(FOLDER, suffix, bytes);
      if (stored.size() == 0) {
        throw new IOException("the file is empty");
      }
      return usable(
          Track.newBuilder(track)
              .setAudioUri(stored.name())
              .setAudioSha256(stored.sha256())
              .build());
    }
  }

  private static Track usable(Track track) throws IOException {
    Optional<String> problem = Tracks.problem(track);
    if (problem.isPresent()) {
      throw new IOException(problem.get());
    }
    return track;
  }

  private static void await(CompletableFuture<Void> acknowledgement) {
    try {
      acknowledgement.join();
    } catch (CompletionException e) {
      throw new PublishException(
          "the broker did not take a track: "
              + e.getCause().getMessage()
              + ". Run the same command again when it is back: what is imported stays as it is",
          e.getCause());
    }
  }

  @Override
  public String toString() {
    return "AudioImport[" + store + ", " + publisher + "]";
  }
}
