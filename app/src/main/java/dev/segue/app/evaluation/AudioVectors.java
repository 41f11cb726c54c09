// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.evaluation;

import dev.segue.app.UserError;
import dev.segue.app.audio.AudioFiles;
import dev.segue.app.audio.Listener;
import dev.segue.embedder.EmbeddedAudio;
import dev.segue.embedder.EmbedderSettings;
import dev.segue.embedder.FileListener;
import dev.segue.embedder.audio.AudioException;
import dev.segue.recommenders.TrackVectors;
import dev.segue.runtime.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears a folder of audio without Kafka; a file's name without its extension is the track id. */
public final class AudioVectors {
  private static final Logger LOG = LoggerFactory.getLogger(AudioVectors.class);

  private AudioVectors() {}

  /**
   * The vectors of all audio under a folder; what cannot be decoded is logged and left out.
   *
   * @param cache folder of what was heard before, so that nothing is heard twice
   * @throws UserError if nothing can be heard there, or there is no such backbone or layer
   * @throws InterruptedException if the thread is interrupted
   * @throws IOException if the folder cannot be walked or the backbone's weights cannot be used
   */
  public static TrackVectors of(
      Path folder, EmbedderSettings settings, Path cache, Progress progress)
      throws IOException, InterruptedException {
    List<Path> files = AudioFiles.under(folder);
    if (files.isEmpty()) {
      throw new UserError(AudioFiles.none(List.of(folder)));
    }
    Map<String, float[]> vectors = new HashMap<>();
    try (Listener listener = Listener.open(settings, cache);
        Progress.Task task =
            progress.begin("listen with " + settings.backbone(), files.size(), "tracks")) {
      listener.hearAll(files, into(vectors, task));
      if (vectors.isEmpty()) {
        throw new UserError("there is no readable audio under " + folder);
      }
      return new TrackVectors(listener.backbone().dimension(), vectors);
    }
  }

  private static FileListener<EmbeddedAudio> into(
      Map<String, float[]> vectors, Progress.Task task) {
    return new FileListener<>() {
      @Override
      public void heard(Path file, EmbeddedAudio audio) {
        vectors.put(AudioFiles.trackId(file), audio.vector());
        task.step(1);
      }

      @Override
      public void refused(Path file, AudioException reason) {
        LOG.warn("{} is left out: {}", file, reason.getMessage());
        task.step(1);
      }
    };
  }
}
