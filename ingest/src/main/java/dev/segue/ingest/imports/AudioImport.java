// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.imports;

import dev.segue.ingest.publish.PublishException;
import dev.segue.ingest.publish.TrackPublisher;
import dev.segue.runtime.progress.Progress;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Track;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
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

  /**
   * What an import did.
   *
   * @param published tracks that the broker acknowledged
   * @param skipped files that are no audio, by their extension
   * @param failures files that could not be read, each with its reason
   */
  public record Report(int published, int skipped, List<String> failures, Duration took) {
    /** Copies the failures. */
    public Report {
      failures = List.copyOf(failures);
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
    return run(files, 0);
  }

  Report run(List<AudioFile> files, int skipped) {
    long start = System.nanoTime();
    List<String> failures = new ArrayList<>();
    Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
    try (Progress.Task task = progress.begin("import audio", files.size(), "tracks")) {
      for (AudioFile file : files) {
        try {
          waiting.add(publisher.publish(stored(file)));
        } catch (IOException e) {
          failures.add(file.file() + ": " + e.getMessage());
        }
        if (waiting.size() > MAX_UNACKNOWLEDGED) {
          await(waiting.remove());
        }
        task.step(1);
      }
      waiting.forEach(AudioImport::await);
    }
    return new Report(
        files.size() - failures.size(),
        skipped,
        failures,
        Duration.ofNanos(System.nanoTime() - start));
  }

  private Track stored(AudioFile audio) throws IOException {
    String suffix = AudioFile.suffix(audio.file().getFileName().toString()).orElse("");
    try (InputStream bytes = Files.newInputStream(audio.file())) {
      ObjectStore.Stored stored = store.put(FOLDER, suffix, bytes);
      if (stored.size() == 0) {
        throw new IOException("the file is empty");
      }
      return Track.newBuilder(audio.track())
          .setAudioUri(stored.name())
          .setAudioSha256(stored.sha256())
          .build();
    }
  }

  private static void await(CompletableFuture<Void> acknowledgement) {
    try {
      acknowledgement.join();
    } catch (CompletionException e) {
      throw new PublishException(
          "the broker did not take a track: "
              + e.getCause().getMessage()
              + ". Run the same command again when it is back: it goes on where this run ended",
          e.getCause());
    }
  }

  @Override
  public String toString() {
    return "AudioImport[" + store + ", " + publisher + "]";
  }
}
