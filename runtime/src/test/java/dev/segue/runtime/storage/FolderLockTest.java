// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
  @TempDir Path folder;

  @Test
  void saysWhereItCannotBe() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    assertThatThrownBy(() -> FolderLock.take(file)).isInstanceOf(IOException.class);
  }

  @Test
  void hasOneOwnerUntilItIsClosed() throws IOException {
    Path made = folder.resolve("a/b");
    try (FolderLock lock = FolderLock.take(made).orElseThrow()) {
      assertThat(lock).isNotNull();
      assertThat(FolderLock.take(made)).isEmpty();
      assertThat(FolderLock.take(folder)).hasValueSatisfying(FolderLockTest::close);
    }
    assertThat(FolderLock.take(made)).hasValueSatisfying(FolderLockTest::close);
  }

  @Test
  void isFreeAgainWhenItsProcessWasKilled() throws Exception {
    Process other = holding(folder);
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("taken");
      assertThat(FolderLock.take(folder)).isEmpty();
    } finally {
      other.destroyForcibly();
    }
    assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(FolderLock.take(folder)).hasValueSatisfying(FolderLockTest::close);
  }

  private static Process holding(Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx32m",
            "-cp",
            System.getProperty("java.class.path"),
            Owner.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void close(FolderLock lock) {
    try {
      lock.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Takes a folder in a process of its own and keeps it until that is killed. */
  static final class Owner {
    private Owner() {}

    public static void main(String[] args) throws Exception {
      FolderLock lock = FolderLock.take(Path.of(args[0])).orElseThrow();
      System.out.println("taken");
      TimeUnit.MINUTES.sleep(2);
      lock.close();
    }
  }
}
