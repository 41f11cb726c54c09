// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileSystemTest {
  private static final org.apache.flink.core.fs.Path FILE =
      new org.apache.flink.core.fs.Path("segue-state:///checkpoints/job/part");

  @TempDir Path folder;

  @AfterEach
  void unmount() {
    StateFileSystem.unmount();
  }

  @Test
  void refusesASecondFolder() {
    StateFileSystem.mount(folder.resolve("one"));
    assertThatThrownBy(() -> StateFileSystem.mount(folder.resolve("two")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("one");
  }

  @Test
  void hasNoFilesWithoutAFolder() {
    assertThatThrownBy(() -> FILE.getFileSystem().open(FILE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no embedded trainer");
  }

  @Test
  void findsAFileInWhateverFolderIsMounted() throws Exception {
    StateFileSystem.mount(folder.resolve("one"));
    write("text");
    StateFileSystem.unmount();
    Files.move(folder.resolve("one"), folder.resolve("two"));
    StateFileSystem.mount(folder.resolve("two"));

    assertThat(FILE.getFileSystem().open(FILE).readAllBytes())
        .isEqualTo("text".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void namesEveryFileByItsOwnScheme() throws Exception {
    StateFileSystem.mount(folder);
    write("text");
    FileSystem files = FILE.getFileSystem();

    assertThat(files.getFileStatus(FILE).getPath()).isEqualTo(FILE);
    assertThat(Arrays.stream(files.listStatus(FILE.getParent())).map(FileStatus::getPath))
        .containsExactly(FILE);
    assertThat(StateFileSystem.resolve(folder, FILE))
        .isEqualTo(folder.resolve("checkpoints/job/part"));
    assertThat(
            new org.apache.flink.core.fs.Path(
                StateFileSystem.uri(folder, folder.resolve("checkpoints/job/part"))))
        .isEqualTo(FILE);
  }

  private static void write(String text) throws IOException {
    try (FSDataOutputStream out =
        FILE.getFileSystem().create(FILE, FileSystem.WriteMode.NO_OVERWRITE)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
