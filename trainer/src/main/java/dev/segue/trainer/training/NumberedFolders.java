// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/** A folder whose sub-folders are numbers: rounds, versions. */
final class NumberedFolders {
  private NumberedFolders() {}

  /** The numbers there, ascending; none if the folder is missing. */
  static List<Long> numbers(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .map(child -> child.getFileName().toString())
          .filter(name -> name.matches("\\d{1,18}"))
          .map(Long::valueOf)
          .sorted()
          .toList();
    }
  }

  /** Deletes the sub-folders of these numbers. */
  static void delete(Path folder, LongPredicate which) throws IOException {
    for (long number : numbers(folder)) {
      if (which.test(number)) {
        deleteTree(folder.resolve(Long.toString(number)));
      }
    }
  }

  /** Deletes a folder with everything in it, if it is there. */
  static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException error)
              throws IOException {
            if (error != null) {
              throw error;
            }
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
