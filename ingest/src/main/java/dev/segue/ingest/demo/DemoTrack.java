// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.demo;

import dev.segue.ingest.imports.AudioFile;
import dev.segue.schemas.Track;
import java.nio.file.Path;

/**
 * A track of the demo catalogue. Its music, title and artist are invented, and say so.
 *
 * @param audio the file and its metadata, for {@link dev.segue.ingest.imports.AudioImport}
 * @param style the name of its style, also its first tag
 * @param traits what sets it apart within the style
 */
public record DemoTrack(AudioFile audio, String style, Traits traits) {
  /** Its metadata. */
  public Track track() {
    return audio.track();
  }

  /** Its WAV file. */
  public Path file() {
    return audio.file();
  }
}
