// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Everything that the all-in-one process keeps: the broker's log, Flink's checkpoints, Kafka
 * Streams' stores, the embedding cache and the object store. One process at a time owns it.
 */
public final class DataFolder implements AutoCloseable {
  private final Path root;
  private final FileChannel channel;
  private final FileLock lock;

  private DataFolder(Path root, FileChannel channel, FileLock lock) {
    this.root = root;
    this.channel = channel;
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
    FileChannel channel =
        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new UserError(
          "another Segue process uses " + root + "; stop it or name another folder with --data");
    }
    return new DataFolder(root, channel, lock);
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
    lock.release();
    channel.close();
  }
}
