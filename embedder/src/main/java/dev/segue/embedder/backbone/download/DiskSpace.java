// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a download fits. */
final class DiskSpace {
  /** Left for everything else on the disk. */
  private static final long RESERVE = 64_000_000;

  private DiskSpace() {}

  /**
   * Fails early if there is no room.
   *
   * @param target a file in a folder that exists
   */
  static void require(Path target, long bytes) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    long usable = Files.getFileStore(folder).getUsableSpace();
    if (bytes > 0 && bytes + RESERVE > usable) {
      throw new DownloadException(
          "%s needs %,d MB more, but %s has %,d MB free; make room, or choose another folder with --into"
              .formatted(target.getFileName(), bytes / 1_000_000, folder, usable / 1_000_000));
    }
  }
}
