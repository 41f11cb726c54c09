// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import dev.segue.runtime.storage.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Everything that the all-in-one process keeps: the broker's log, Flink's checkpoints, Kafka
 * Streams' stores, the embedding cache and the object store. One process at a time owns it.
 */
public final class DataFolder implements AutoCloseable {
  private final Path root;
  private final FolderLock lock;

  private DataFolder(Path root, FolderLock lock) {
    this.root = root;
    this.lock = lock;
  }

  /**
   * Takes a folder, which is created where it is missing. The lock goes with the process, also when
   * it is killed.
   *
   * @throws UserError if another process has it
   * @throws IOException if it cannot be written
   */
  public static DataFolder open(Path folder) throws IOException {
    Path root = Files.createDirectories(folder).toRealPath();
    FolderLock lock =
        FolderLock.take(root)
            .orElseThrow(
                () ->
                    new UserError(
                        "another Segue process uses "
                            + root
                            + "; stop it or name another folder with --data"));
    RunningInstance.remove(root);
    return new DataFolder(root, lock);
  }

  /** The folder itself. */
  public Path root() {
    return root;
  }

  /** Where this part keeps its state. */
  public Path broker() {
    return root.resolve("kafka");
  }

  /** Where this part keeps its state. */
  public Path trainer() {
    return root.resolve("flink");
  }

  /** Where this part keeps its state. */
  public Path serving() {
    return root.resolve("streams");
  }

  /** Where this part keeps its state. */
  public Path embeddingCache() {
    return root.resolve("embedding-cache");
  }

  /** Where this part keeps its state. */
  public Path objects() {
    return root.resolve("objects");
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
