// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.imports;

import dev.segue.schemas.Track;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A file of audio and what is known about it.
 *
 * @param file where it lies now
 * @param track its metadata, still without {@code audioUri} and {@code audioSha256}
 */
public record AudioFile(Path file, Track track) {
  private static final Set<String> EXTENSIONS =
      Set.of(
          "aac", "aif", "aiff", "ape", "flac", "m4a", "mka", "mp3", "oga", "ogg", "opus", "wav",
          "webm", "wma", "wv");

  /** The extensions of audio, without their dots. */
  public static SortedSet<String> extensions() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(EXTENSIONS));
  }

  /** The extension with its dot, in lower case, if it is one of audio. */
  public static Optional<String> suffix(String fileName) {
    int dot = fileName.lastIndexOf('.');
    String extension = fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
    return dot >= 0 && EXTENSIONS.contains(extension)
        ? Optional.of("." + extension)
        : Optional.empty();
  }
}
