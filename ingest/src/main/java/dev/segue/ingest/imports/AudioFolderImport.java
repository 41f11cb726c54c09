// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.imports;

import dev.segue.runtime.audio.AudioFormat;
import dev.segue.schemas.Track;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Imports a folder of audio. A track's id comes from the audio itself, its title, artists and album
 * from its tags or else from its place; sub-folders become tags.
 */
public final class AudioFolderImport {
  // Of the hash's 64 digits; 128 bits tell all recordings apart.
  private static final int ID_DIGITS = 32;

  private final AudioImport audio;
  private final AudioInspection inspection;
  private final KnownTracks known;

  /** Imports through this; tracks that are known keep their ids. */
  public AudioFolderImport(AudioImport audio, AudioInspection inspection, KnownTracks known) {
    this.audio = audio;
    this.inspection = inspection;
    this.known = known;
  }

  /**
   * Imports all audio under a folder. Files that are no audio are skipped and counted; those that
   * cannot be read, and those that hold the audio of another one, are named.
   *
   * @throws IOException if it is not a folder
   * @throws dev.segue.ingest.publish.PublishException if the broker did not take a track
   */
  public AudioImport.Report run(Path root) throws IOException {
    AudioFolder folder = AudioFolder.walk(root);
    Map<String, Path> taken = new HashMap<>();
    List<String> duplicates = new ArrayList<>();
    AudioImport.Report report =
        audio.run(
            folder.files(),
            file -> {
              AudioInspection.Audio heard = inspect(file);
              String id =
                  known.id(file, heard).orElseGet(() -> heard.sha256().substring(0, ID_DIGITS));
              Path first = taken.putIfAbsent(id, file);
              if (first != null) {
                duplicates.add(file + " holds the same audio as " + first);
                return Optional.empty();
              }
              Track track = FileMetadata.of(root.relativize(file), heard.tags());
              return Optional.of(Track.newBuilder(track).setTrackId(id).build());
            });
    return report.with(folder, duplicates);
  }

  private AudioInspection.Audio inspect(Path file) throws IOException {
    if (FileMetadata.isDecoded(file.toString())) {
      return inspection.inspect(file);
    }
    // Its bytes are a name only to the file system: a link has one that all libraries can open.
    Path folder = Files.createTempDirectory("segue-import");
    Path link = folder.resolve("audio" + AudioFormat.suffix(file.toString()).orElse(""));
    try {
      return inspection.inspect(Files.createSymbolicLink(link, file.toAbsolutePath()));
    } finally {
      Files.deleteIfExists(link);
      Files.delete(folder);
    }
  }

  @Override
  public String toString() {
    return "AudioFolderImport[" + audio + "]";
  }
}
