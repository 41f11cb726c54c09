// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.imports;

import dev.segue.runtime.audio.AudioFormat;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The files of audio under a folder, told by their extensions, sorted. Links to folders are not
 * followed. What cannot be read is named, and the rest is found all the same.
 */
public final class AudioFolder {
  /** What systems and storage boxes put among the music, besides hidden files. */
  private static final Set<String> NOT_MUSIC =
      Set.of(
          "@eadir",
          "#recycle",
          "@recycle",
          "$recycle.bin",
          "recycler",
          "lost+found",
          "system volume information",
          "__macosx");

  private final List<Path> files = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final Map<String, Long> skipped = new TreeMap<>();

  private AudioFolder() {}

  /**
   * Finds the files.
   *
   * @throws IOException if it is not a folder
   */
  public static AudioFolder walk(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new IOException(root + " is not a folder; give the folder that holds the audio");
    }
    AudioFolder folder = new AudioFolder();
    Files.walkFileTree(root, folder.visitor(root));
    Collections.sort(folder.files);
    return folder;
  }

  private FileVisitor<Path> visitor(Path root) {
    return new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        if (folder.equals(root) || !isHidden(folder)) {
          return FileVisitResult.CONTINUE;
        }
        skip("hidden");
        return FileVisitResult.SKIP_SUBTREE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        take(file);
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException e) {
        if (!isHidden(file)) {
          failures.add(Faults.of(file, e));
        }
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult postVisitDirectory(Path folder, IOException e) {
        if (e != null) {
          failures.add(Faults.of(folder, e));
        }
        return FileVisitResult.CONTINUE;
      }
    };
  }

  private static boolean isHidden(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(".") || NOT_MUSIC.contains(name.toLowerCase(Locale.ROOT));
  }

  private void take(Path file) {
    String name = file.getFileName().toString();
    if (isHidden(file)) {
      skip("hidden");
    } else if (AudioFormat.suffix(name).isEmpty()) {
      skip(extension(name));
    } else if (Files.isRegularFile(file)) {
      files.add(file);
    }
  }

  private void skip(String kind) {
    skipped.merge(kind, 1L, Long::sum);
  }

  private static String extension(String name) {
    return Optional.of(name.lastIndexOf('.'))
        .filter(dot -> dot >= 0)
        .map(dot -> name.substring(dot).toLowerCase(Locale.ROOT))
        .orElse("no extension");
  }

  /** The files, sorted. */
  public List<Path> files() {
    return List.copyOf(files);
  }

  /** What could not be read, each with its reason. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  /** How many files were passed over, by extension; hidden ones and folders of systems too. */
  public Map<String, Long> skipped() {
    return Collections.unmodifiableMap(new TreeMap<>(skipped));
  }

  @Override
  public String toString() {
    return "AudioFolder[" + files.size() + " files]";
  }
}
