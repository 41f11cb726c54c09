// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.demo;

import dev.segue.runtime.storage.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Knows which files of a folder are finished: a first line that names what made them, then lines
 * {@code <file> TAB <SHA-256>}. A file's line is written after the file. Thread-safe.
 */
final class Manifest {
  private static final String NAME = "manifest.tsv";

  private final Path folder;
  private final Map<String, String> finished;

  private Manifest(Path folder, Map<String, String> finished) {
    this.folder = folder;
    this.finished = finished;
  }

  /** Opens a folder's manifest; one that another maker wrote is started afresh. */
  static Manifest open(Path folder, String maker) throws IOException {
    Path file = Files.createDirectories(folder).resolve(NAME);
    Map<String, String> finished = new HashMap<>();
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    if (lines.isEmpty() || !lines.get(0).equals(maker)) {
      Files.writeString(file, maker + "\n", StandardCharsets.UTF_8);
      return new Manifest(folder, finished);
    }
    for (String line : lines.subList(1, lines.size())) {
      int tab = line.indexOf('\t');
      if (tab > 0) {
        finished.put(line.substring(0, tab), line.substring(tab + 1));
      }
    }
    return new Manifest(folder, finished);
  }

  /** Whether a file is there as it was written. */
  boolean holds(Path file) throws IOException {
    String expected;
    synchronized (this) {
      expected = finished.get(key(file));
    }
    return expected != null && Files.exists(file) && expected.equals(ObjectStore.sha256(file));
  }

  void add(Path file) throws IOException {
    String sha256 = ObjectStore.sha256(file);
    synchronized (this) {
      finished.put(key(file), sha256);
      Files.writeString(
          folder.resolve(NAME),
          key(file) + "\t" + sha256 + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.APPEND);
    }
  }

  private String key(Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }
}
