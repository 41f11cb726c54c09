// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Tells what a file of audio is, apart from its name. */
@FunctionalInterface
public interface AudioInspection {
  /**
   * Reads a file to its end.
   *
   * @throws IOException if it holds no audio that can be read; the message says why
   */
  Audio inspect(Path file) throws IOException;

  /**
   * What is known of a file's audio.
   *
   * @param sha256 of the packets of the audio, lower-case hexadecimal: neither the file's name nor
   *     its tags change it
   * @param tags of the file, with their names in lower case
   */
  record Audio(String sha256, Map<String, String> tags) {
    /** Copies the tags. */
    public Audio {
      tags = Map.copyOf(tags);
    }
  }
}
