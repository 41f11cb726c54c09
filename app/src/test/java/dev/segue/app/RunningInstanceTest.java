// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RunningInstanceTest {
  @RegisterExtension final CommandRun command = new CommandRun();

  @TempDir Path folder;

  @Test
  void isFoundWhileItHoldsTheFolderAndNotByAFileThatWasLeftBehind() throws Exception {
    Files.writeString(
        folder.resolve("endpoints.properties"), "kafka.bootstrap.servers=127.0.0.1:1\n");
    assertThat(RunningInstance.settings(folder)).isEmpty();
    try (DataFolder taken = DataFolder.open(folder)) {
      assertThat(RunningInstance.settings(folder)).isEmpty();
      RunningInstance.write(taken, "127.0.0.1:9", "0.0.0.0", 80);
      assertThat(RunningInstance.settings(folder))
          .containsEntry("kafka.bootstrap.servers", "127.0.0.1:9")
          .containsEntry("http.host", "127.0.0.1")
          .containsEntry("http.port", "80");
    }
    assertThat(RunningInstance.settings(folder)).isEmpty();
  }

  @Test
  void findsTheSystemOfTheDataFolderUnlessAnotherIsNamed() throws Exception {
    try (DataFolder taken = DataFolder.open(folder)) {
      RunningInstance.write(taken, "127.0.0.1:2", "127.0.0.1", 80);
      assertThat(command.in(folder, "topics", "apply")).isEqualTo(1);
      assertThat(command.errors()).contains("no Kafka broker answers at 127.0.0.1:2;");
      command.forget();
      String other = "kafka.bootstrap.servers=127.0.0.1:3";
      assertThat(command.in(folder, "topics", "apply", "--set", other)).isEqualTo(1);
      assertThat(command.errors()).contains("no Kafka broker answers at 127.0.0.1:3;");
    }
  }
}
