// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.audio;

import dev.segue.app.UserError;
import dev.segue.embedder.EmbeddedAudio;
import dev.segue.embedder.EmbedderSettings;
import dev.segue.embedder.FileListener;
import dev.segue.embedder.TrackEmbedder;
import dev.segue.embedder.audio.AudioException;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.cache.EmbeddingCache;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears files, and remembers what it heard. Thread-safe. */
public final class Listener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  private final TrackEmbedder embedder;

  private Listener(TrackEmbedder embedder) {
    this.embedder = embedder;
  }

  /**
   * Opens the backbone of the settings.
   *
   * @param cache folder of what was heard before; while another process has it, nothing is
   *     remembered
   * @throws UserError if there is no such backbone, layer or file of weights
   * @throws IOException if the weights cannot be used
   */
  public static Listener open(EmbedderSettings settings, Path cache) throws IOException {
    Backbone backbone;
    try {
      backbone = TrackEmbedder.open(settings);
    } catch (IllegalArgumentException | FileNotFoundException | NoSuchFileException e) {
      throw new UserError(e.getMessage(), e);
    }
    try {
      return new Listener(
          TrackEmbedder.create(
              settings, backbone, EmbeddingCache.open(cache, settings.maxCacheBytes())));
    } catch (IOException e) {
      LOG.warn("going on without remembering what is heard: {}", e.getMessage());
      return new Listener(TrackEmbedder.create(settings, backbone));
    }
  }

  /** Where tools remember what they heard: a folder that no service uses. */
  public static Path cacheIn(Path data) {
    return data.resolve("heard");
  }

  /** What hears. */
  public Backbone backbone() {
    return embedder.backbone();
  }

  /**
   * Hears a file, unless it is known.
   *
   * @throws AudioException if the audio is refused
   */
  public EmbeddedAudio hear(Path file) throws AudioException {
    return embedder.embed(file);
  }

  /**
   * Hears many files, each unless it is known.
   *
   * @param listener told of every file in the order of the list, by the thread that calls this
   * @throws InterruptedException if the thread is interrupted; what is not begun is not done
   */
  public void hearAll(List<Path> files, FileListener<EmbeddedAudio> listener)
      throws InterruptedException {
    embedder.embedAll(files, listener);
  }

  @Override
  public void close() {
    embedder.close();
  }
}
