// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.system;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file system of limited size, which can be filled without harm to anything else: one that is
 * small already, or a tmpfs that is mounted for the run, which needs the privilege to mount.
 */
public final class DiskQuota implements AutoCloseable {
  /** A file system of this size or less is taken for one made for the purpose. */
  static final long SMALL = 4L << 30;

  private static final String TMPFS_OPTIONS = "size=2g";
  private static final int BLOCK = 1 << 20;

  private final Path folder;
  private final Path ballast;
  private final boolean mounted;

  private DiskQuota(Path folder, boolean mounted) {
    this.folder = folder;
    this.ballast = folder.resolve("ballast");
    this.mounted = mounted;
  }

  /** A limited file system at this folder; empty if it is large and none can be mounted. */
  public static Optional<DiskQuota> at(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    if (Files.getFileStore(folder).getTotalSpace() <= SMALL) {
      return Optional.of(new DiskQuota(folder, false));
    }
    boolean mounted = run("mount", "-t", "tmpfs", "-o", TMPFS_OPTIONS, "tmpfs", folder.toString());
    return mounted ? Optional.of(new DiskQuota(folder, true)) : Optional.empty();
  }

  /** Takes all the space that is left. */
  public void fill() throws IOException {
    byte[] block = new byte[BLOCK];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      for (int size = BLOCK; size > 0; size /= 2) {
        fill(out, block, size);
      }
    } catch (IOException e) {
      // Full when it was closed, too.
      if (!Files.exists(ballast)) {
        throw e;
      }
    }
  }

  @SuppressWarnings("InfiniteLoopStatement") // ends when the disk is full
  private static void fill(OutputStream out, byte[] block, int size) {
    try {
      while (true) {
        out.write(block, 0, size);
      }
    } catch (IOException e) {
      // As full as blocks of this size can make it.
    }
  }

  /** Gives the space back. */
  public void free() throws IOException {
    Files.deleteIfExists(ballast);
  }

  @Override
  public void close() throws IOException {
    free();
    if (mounted) {
      try {
        run("umount", folder.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      // There is no such program here.
      return false;
    }
  }
}
