// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.audio;

import dev.segue.app.UserError;
import dev.segue.ingest.imports.AudioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Files of audio in folders. */
public final class AudioFiles {
  private AudioFiles() {}

  /**
   * All files under a folder whose extension is one of audio, sorted.
   *
   * @throws UserError if there is no such folder
   */
  public static List<Path> under(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new UserError("there is no folder " + folder);
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(Files::isRegularFile)
          .filter(path -> AudioFile.suffix(path.getFileName().toString()).isPresent())
          .sorted()
          .toList();
    }
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
            String.join(", ", AudioFile.extensions()));
  }

  /** A file's name without its extension. */
  public static String trackId(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
