// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.storage;

import dev.segue.runtime.health.Health;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The free space of the file systems under some folders, with a mark below which nothing new is
 * taken: what was taken already still has to be written, by the broker, the trainer and the stores.
 */
public final class DiskSpace {
  private final long lowWater;
  private final List<Path> folders;

  /**
   * Watches the file systems of these folders.
   *
   * @param lowWater bytes that have to be free; 0: no check
   */
  public DiskSpace(long lowWater, Path... folders) {
    this.lowWater = lowWater;
    this.folders = List.of(folders);
  }

  /** Down while less is free than has to be, with a message that says how much, and where. */
  public Health check() {
    return folders.stream()
        .map(this::check)
        .filter(health -> !health.up())
        .findFirst()
        .orElse(Health.UP);
  }

  private Health check(Path folder) {
    if (lowWater == 0) {
      return Health.UP;
    }
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      return free >= lowWater
          ? Health.UP
          : Health.down(
              "the disk of %s has %d MiB free, less than disk.low-water (%d MiB): writes are refused"
                      .formatted(folder, free >> 20, lowWater >> 20)
                  + " until there is more");
    } catch (IOException e) {
      return Health.down("the disk of %s cannot be examined: %s".formatted(folder, e));
    }
  }
}
