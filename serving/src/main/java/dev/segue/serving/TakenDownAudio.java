// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.runtime.http.Problem;
import dev.segue.runtime.storage.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the audio of tracks that were taken down, unless another track uses it.
 *
 * <p>A takedown leaves a marker in the object store, so that a restart forgets none. After a delay
 * the audio is deleted if no track of the catalogue names it and nobody stored it again meanwhile;
 * the delay covers an upload of the same audio whose track is still on its way. Only what the
 * gateway and the importer stored is deleted, whatever a track names. Every instance may do this:
 * deleting twice changes nothing.
 */
final class TakenDownAudio implements AutoCloseable {
  /** Where the gateway and the importer store audio. */
  static final String AUDIO = "audio/";

  private static final Logger LOG = LoggerFactory.getLogger(TakenDownAudio.class);
  private static final String MARKERS = "takedowns";
  private static final int MARKER_DEPTH = 2;
  private static final long LOOK_EVERY_SECONDS = 10;

  private final ObjectStore objects;
  private final Duration delay;
  private final Clock clock;
  private final UnaryOperator<Set<String>> used;
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(Serving.daemon("taken-down-audio"));

  /**
   * Works on a store; nothing is deleted before {@link #start}.
   *
   * @param delay between a takedown and the deletion
   * @param used those of some names that tracks of the catalogue use
   */
  TakenDownAudio(
      ObjectStore objects, Duration delay, Clock clock, UnaryOperator<Set<String>> used) {
    this.objects = objects;
    this.delay = delay;
    this.clock = clock;
    this.used = used;
  }

  /** Begins to delete what is due. */
  @SuppressWarnings("FutureReturnValueIgnored") // It catches what goes wrong.
  void start() {
    sweeper.scheduleWithFixedDelay(
        this::sweepQuietly, LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
  }

  /** Notes that a track with this audio was taken down. Never throws. */
  void takenDown(String audioUri) {
    try {
      String name = objects.name(objects.resolve(audioUri));
      if (name.startsWith(AUDIO)) {
        objects.put(MARKERS, "", new ByteArrayInputStream(name.getBytes(StandardCharsets.UTF_8)));
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("cannot note the takedown of the audio {}; it stays in the store", audioUri, e);
    }
  }

  private void sweepQuietly() {
    try {
      sweep();
    } catch (IOException | UncheckedIOException | Problem e) {
      // A Problem: the catalogue is being restored.
      LOG.debug("the audio of takedowns is deleted later: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.warn("cannot delete the audio of takedowns", e);
    }
  }

  /** Deletes the audio of the takedowns that are due. */
  void sweep() throws IOException {
    Map<String, Path> due = due();
    if (due.isEmpty()) {
      return;
    }
    Set<String> stillUsed = used.apply(allNames(due.keySet()));
    for (Map.Entry<String, Path> takedown : due.entrySet()) {
      Path audio = objects.resolve(takedown.getKey());
      boolean unused = Collections.disjoint(stillUsed, allNames(Set.of(takedown.getKey())));
      if (unused && !storedSince(audio, takedown.getValue()) && Files.deleteIfExists(audio)) {
        LOG.info("deleted {}: its track was taken down", takedown.getKey());
      }
      Files.deleteIfExists(takedown.getValue());
    }
  }

  /** A track may name its audio relative to the store or as a URI. */
  private Set<String> allNames(Set<String> names) throws IOException {
    Set<String> all = new HashSet<>(names);
    for (String name : names) {
      String path = objects.resolve(name).toUri().getRawPath();
      Collections.addAll(all, "/" + name, "file:" + path, "file://" + path);
    }
    return all;
  }

  /** Audio by its name, with the marker of its takedown. */
  private Map<String, Path> due() throws IOException {
    Path folder = objects.resolve(MARKERS);
    if (!Files.isDirectory(folder)) {
      return Map.of();
    }
    Instant latest = clock.instant().minus(delay);
    Map<String, Path> due = new HashMap<>();
    try (Stream<Path> markers = Files.walk(folder, MARKER_DEPTH)) {
      for (Path marker : (Iterable<Path>) markers.filter(Files::isRegularFile)::iterator) {
        if (!Files.getLastModifiedTime(marker).toInstant().isAfter(latest)) {
          due.put(Files.readString(marker), marker);
        }
      }
    }
    return due;
  }

  private static boolean storedSince(Path audio, Path marker) throws IOException {
    FileTime takenDown = Files.getLastModifiedTime(marker);
    return Files.exists(audio) && Files.getLastModifiedTime(audio).compareTo(takenDown) > 0;
  }

  @Override
  public void close() {
    sweeper.shutdownNow();
  }
}
