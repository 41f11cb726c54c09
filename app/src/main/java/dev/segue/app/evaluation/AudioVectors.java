// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.evaluation;

import dev.segue.app.UserError;
import dev.segue.embedder.EmbedderSettings;
import dev.segue.embedder.TrackEmbedder;
import dev.segue.embedder.audio.AudioException;
import dev.segue.ingest.imports.AudioFile;
import dev.segue.recommenders.TrackVectors;
import dev.segue.runtime.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears a folder of audio without Kafka; a file's name without its extension is the track id. */
public final class AudioVectors {
  private static final Logger LOG = LoggerFactory.getLogger(AudioVectors.class);

  private AudioVectors() {}

  /**
   * The vectors of all audio under a folder; what cannot be decoded is logged and left out.
   *
   * @throws UserError if nothing can be heard there
   * @throws IOException if the folder cannot be walked
   */
  public static TrackVectors of(Path folder, EmbedderSettings settings, Progress progress)
      throws IOException {
    List<Path> files;
    try (Stream<Path> paths = Files.walk(folder)) {
      files =
          paths
              .filter(Files::isRegularFile)
              .filter(path -> AudioFile.suffix(path.getFileName().toString()).isPresent())
              .sorted()
              .toList();
    }
    Map<String, float[]> vectors = new HashMap<>();
    try (TrackEmbedder embedder = TrackEmbedder.create(settings);
        Progress.Task task = progress.begin("listen", files.size(), "tracks")) {
      for (Path file : files) {
        try {
          vectors.put(trackId(file), embedder.embed(file).vector());
        } catch (AudioException e) {
          LOG.warn("{} is left out: {}", file, e.getMessage());
        }
        task.step(1);
      }
      if (vectors.isEmpty()) {
        throw new UserError("there is no readable audio under " + folder);
      }
      return new TrackVectors(embedder.backbone().dimension(), vectors);
    }
  }

  private static String trackId(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.lastIndexOf('.'));
  }
}
