// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Where the trainings of one algorithm in one round save their state until the outcome is known. A
 * job that was killed finds it there again.
 */
final class Checkpoints {
  private final Path folder;

  Checkpoints(Path folder) {
    this.folder = folder;
  }

  /**
   * The folder of one training. What another training left there, as in an earlier life of the
   * round's number, is deleted first.
   *
   * @param name of the folder
   * @param training everything that the result depends on
   */
  Path of(String name, String training) throws IOException {
    Path place = folder.resolve(name);
    // Beside the folder, which belongs to the algorithm alone.
    Path owner = folder.resolve(name + ".training");
    if (!Files.exists(owner) || !Files.readString(owner).equals(training)) {
      NumberedFolders.deleteTree(place);
      Files.createDirectories(folder);
      write(owner, training);
    }
    return Files.createDirectories(place);
  }

  /** Deletes all of them: nobody comes back for them. */
  void delete() throws IOException {
    NumberedFolders.deleteTree(folder);
  }

  private static void write(Path file, String text) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.write(temporary, text.getBytes(StandardCharsets.UTF_8));
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
