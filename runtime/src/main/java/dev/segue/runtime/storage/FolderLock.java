// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One owner at a time of a folder: a lock on its file {@code lock}. It goes with the process, also
 * when it is killed.
 */
public final class FolderLock implements AutoCloseable {
  private static final String NAME = "lock";

  /**
   * The folders of this process. POSIX locks belong to a process, and closing any channel of the
   * file gives them up: the file of a folder that is held here is not opened again.
   */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;
  private final FileLock lock;

  private FolderLock(Path folder, FileChannel channel, FileLock lock) {
    this.folder = folder;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes a folder, which is created where it is missing.
   *
   * @return empty if this or another process has it
   * @throws IOException if it cannot be written
   */
  public static Optional<FolderLock> take(Path folder) throws IOException {
    Path real = Files.createDirectories(folder).toRealPath();
    if (!HELD_HERE.add(real)) {
      return Optional.empty();
    }
    Optional<FolderLock> taken = Optional.empty();
    try {
      taken = lock(real);
      return taken;
    } finally {
      if (taken.isEmpty()) {
        HELD_HERE.remove(real);
      }
    }
  }

  /**
   * Whether this or another process has a folder. For a moment it may take the lock itself.
   *
   * @throws IOException if that cannot be told
   */
  public static boolean isHeld(Path folder) throws IOException {
    if (!Files.exists(folder.resolve(NAME))) {
      return false;
    }
    Optional<FolderLock> taken = take(folder);
    if (taken.isPresent()) {
      taken.get().close();
    }
    return taken.isEmpty();
  }

  private static Optional<FolderLock> lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another class loader of this process has it: the same answer as for another process.
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return Optional.ofNullable(lock).map(taken -> new FolderLock(folder, channel, taken));
  }

  @Override
  public void close() throws IOException {
    try {
      lock.release();
      channel.close();
    } finally {
      HELD_HERE.remove(folder);
    }
  }
}
