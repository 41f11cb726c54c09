// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A small file system of its own, in memory; where nobody may mount one, the test is skipped. */
final class Tmpfs implements AutoCloseable {
  private final Path root;

  private Tmpfs(Path root) {
    this.root = root;
  }

  static Tmpfs mount(Path root, int mebibytes) throws IOException, InterruptedException {
    Files.createDirectories(root);
    int exit;
    try {
      exit = run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", root.toString());
    } catch (IOException e) {
      exit = -1;
    }
    Assumptions.assumeTrue(exit == 0, "no file system can be mounted here (are you root?)");
    return new Tmpfs(root);
  }

  /** Writes a file that leaves this much free. */
  Path fillUpTo(long freeBytes) throws IOException {
    Path filler = root.resolve("filler");
    try (var out = Files.newOutputStream(filler)) {
      byte[] block = new byte[1 << 20];
      while (Files.getFileStore(root).getUsableSpace() > freeBytes + block.length) {
        out.write(block);
      }
    }
    return filler;
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  @Override
  public void close() throws IOException {
    // Lazily: what was just killed may still be going.
    try {
      run("umount", "-l", root.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
