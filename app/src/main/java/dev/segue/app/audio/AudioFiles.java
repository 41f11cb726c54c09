// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.audio;

import dev.segue.app.UserError;
import dev.segue.ingest.imports.AudioFolder;
import dev.segue.runtime.audio.AudioFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files of audio in folders. */
public final class AudioFiles {
  private static final Logger LOG = LoggerFactory.getLogger(AudioFiles.class);

  private AudioFiles() {}

  /**
   * All files under a folder whose extension is one of audio, sorted; hidden ones are left out, and
   * what cannot be read is logged.
   *
   * @throws UserError if there is no such folder
   */
  public static List<Path> under(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new UserError("there is no folder " + folder);
    }
    AudioFolder found = AudioFolder.walk(folder);
    found.failures().forEach(failure -> LOG.warn("left out: {}", failure));
    return found.files();
  }

  /**
   * The files of a command line: those that are named, whatever their extension, and all audio
   * under the folders.
   *
   * @throws UserError if one is not there, or there is none at all
   */
  public static List<Path> in(List<Path> paths) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.notExists(path)) {
        throw new UserError("there is no file or folder " + path);
      }
      files.addAll(Files.isDirectory(path) ? under(path) : List.of(path));
    }
    if (files.isEmpty()) {
      throw new UserError(none(paths));
    }
    return files;
  }

  /** Says that there is no audio in folders. */
  public static String none(List<Path> folders) {
    return "there is no audio in %s; in folders it is told by its extension: %s"
        .formatted(
            folders.stream().map(Path::toString).collect(Collectors.joining(", ")),
            String.join(", ", AudioFormat.extensions()));
  }

  /** A file's name without its extension. */
  public static String trackId(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
