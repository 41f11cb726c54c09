// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Imports a folder of audio: file names become titles and artists, sub-folders become tags and the
 * album. Links to folders are not followed.
 */
public final class AudioFolderImport {
  private final AudioImport audio;

  /** Imports through this. */
  public AudioFolderImport(AudioImport audio) {
    this.audio = audio;
  }

  /**
   * Imports all audio under a folder, by extension; other files are skipped and counted.
   *
   * @throws IOException if the folder cannot be walked
   * @throws dev.segue.ingest.publish.PublishException if the broker did not take a track
   */
  public AudioImport.Report run(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is not a folder; give the folder that holds the audio");
    }
    List<AudioFile> files = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    int skipped = 0;
    for (Path path : sorted(folder)) {
      if (AudioFile.suffix(path.getFileName().toString()).isPresent()) {
        files.add(new AudioFile(path, FileMetadata.of(folder.relativize(path), ids)));
      } else {
        skipped++;
      }
    }
    return audio.run(files, skipped);
  }

  // Sorted, so that two files that want one id get the same ids in every run.
  private static List<Path> sorted(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Override
  public String toString() {
    return "AudioFolderImport[" + audio + "]";
  }
}
