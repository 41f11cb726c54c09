// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The data folder, or where it would be made. */
final class Folder {
  private static final String NAME = "data folder";
  private static final long LITTLE_SPACE = 2L << 30;

  private Folder() {}

  static Finding examine(Path data) {
    Path existing = data.toAbsolutePath().normalize();
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing)) {
      return Finding.fail(NAME, existing + " is not a folder; name another one with --data");
    }
    try {
      // What the permissions say is not all: a file system may be mounted for reading.
      Files.delete(Files.createTempFile(existing, ".segue-doctor", ""));
      long space = Files.getFileStore(existing).getUsableSpace();
      String detail =
          "%s%s, %s free"
              .formatted(data, Files.exists(data) ? "" : " will be made", Size.of(space));
      return space < LITTLE_SPACE
          ? Finding.note(NAME, detail + "; the broker's log and the audio want more")
          : Finding.ok(NAME, detail);
    } catch (IOException e) {
      return Finding.fail(
          NAME, existing + " cannot be written (" + e + "); name another folder with --data");
    }
  }
}
