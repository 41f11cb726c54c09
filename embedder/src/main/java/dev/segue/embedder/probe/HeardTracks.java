// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import dev.segue.embedder.EmbeddedAudio;
import dev.segue.embedder.FileListener;
import dev.segue.embedder.audio.AudioException;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.runtime.progress.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The embeddings of a manifest's tracks by one backbone, and what it could not hear. */
public final class HeardTracks {
  private final String backbone;
  private final int dimension;
  private final List<ProbeTrack> tracks = new ArrayList<>();
  private final List<float[]> vectors = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();

  /** A track that is in no split because its audio cannot be embedded. */
  public record LeftOut(ProbeTrack track, String reason) {}

  /** Makes the embeddings of files. */
  public interface Ear {
    /**
     * Hears files.
     *
     * @param listener told of every file in the order of the list, by the thread that calls this
     * @throws InterruptedException if the thread is interrupted
     */
    void hear(List<Path> audio, FileListener<EmbeddedAudio> listener) throws InterruptedException;
  }

  HeardTracks(String backbone, int dimension) {
    this.backbone = backbone;
    this.dimension = dimension;
  }

  /**
   * Embeds all tracks; the order of the result is that of the manifest.
   *
   * @param name of the backbone in results
   * @param backbone that the ear hears with
   * @throws InterruptedException if the thread is interrupted
   */
  public static HeardTracks listen(
      ProbeManifest manifest, String name, Backbone backbone, Ear ear, Progress progress)
      throws InterruptedException {
    HeardTracks heard = new HeardTracks(name, backbone.dimension());
    Iterator<ProbeTrack> next = manifest.tracks().iterator();
    try (Progress.Task task =
        progress.begin("listen with " + name, manifest.tracks().size(), "tracks")) {
      ear.hear(
          manifest.tracks().stream().map(ProbeTrack::audio).toList(),
          new FileListener<>() {
            @Override
            public void heard(Path file, EmbeddedAudio audio) {
              heard.add(next.next(), audio.vector());
              task.step(1);
            }

            @Override
            public void refused(Path file, AudioException reason) {
              heard.leftOut.add(new LeftOut(next.next(), reason.getMessage()));
              task.step(1);
            }
          });
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
}
