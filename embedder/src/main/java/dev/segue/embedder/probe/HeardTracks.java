// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import dev.segue.embedder.audio.AudioException;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.runtime.progress.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The embeddings of a manifest's tracks by one backbone, and what it could not hear. */
public final class HeardTracks {
  private final String backbone;
  private final int dimension;
  private final List<ProbeTrack> tracks = new ArrayList<>();
  private final List<float[]> vectors = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();

  /** A track that is in no split because its audio cannot be embedded. */
  public record LeftOut(ProbeTrack track, String reason) {}

  /** Makes the embedding of a file; called by several threads. */
  public interface Ear {
    /**
     * The embedding, {@code [dimension]}.
     *
     * @throws AudioException if the audio is refused
     */
    float[] hear(Path audio) throws AudioException;
  }

  private record Heard(Optional<float[]> vector, String reason) {}

  HeardTracks(String backbone, int dimension) {
    this.backbone = backbone;
    this.dimension = dimension;
  }

  /**
   * Embeds all tracks; the order of the result is that of the manifest.
   *
   * @param backbone that the ear hears with
   * @param threads that decode at the same time
   * @throws InterruptedException if the thread is interrupted
   */
  public static HeardTracks listen(
      ProbeManifest manifest, Backbone backbone, Ear ear, int threads, Progress progress)
      throws InterruptedException {
    HeardTracks heard = new HeardTracks(backbone.name(), backbone.dimension());
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (Progress.Task task =
        progress.begin("listen with " + backbone.name(), manifest.tracks().size(), "tracks")) {
      List<Future<Heard>> futures = new ArrayList<>();
      for (ProbeTrack track : manifest.tracks()) {
        futures.add(
            pool.submit(
                () -> {
                  Heard one = hear(ear, track);
                  task.step(1);
                  return one;
                }));
      }
      for (int i = 0; i < futures.size(); i++) {
        heard.add(manifest.tracks().get(i), get(futures.get(i)));
      }
    } finally {
      pool.shutdownNow();
    }
    return heard;
  }

  /** The name of what heard them. */
  public String backbone() {
    return backbone;
  }

  /** Values of an embedding. */
  public int dimension() {
    return dimension;
  }

  /** The tracks that have an embedding. */
  public List<ProbeTrack> tracks() {
    return List.copyOf(tracks);
  }

  /** The tracks that have none. */
  public List<LeftOut> leftOut() {
    return List.copyOf(leftOut);
  }

  void add(ProbeTrack track, float[] vector) {
    tracks.add(track);
    vectors.add(vector);
  }

  List<float[]> vectors() {
    return vectors;
  }

  private void add(ProbeTrack track, Heard one) {
    one.vector()
        .ifPresentOrElse(
            vector -> add(track, vector), () -> leftOut.add(new LeftOut(track, one.reason())));
  }

  private static Heard hear(Ear ear, ProbeTrack track) {
    try {
      return new Heard(Optional.of(ear.hear(track.audio())), "");
    } catch (AudioException e) {
      return new Heard(Optional.empty(), e.getMessage());
    }
  }

  private static Heard get(Future<Heard> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot embed: " + e.getCause(), e.getCause());
    }
  }
}
