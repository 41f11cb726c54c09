// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.app.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Three rounds of {@code segue chaos} as anybody can run them. */
class ChaosIT {
  // Kill, pause and cut; hostile; kill, clock and hostile.
  private static final String SEED = "134";

  @RegisterExtension final CommandRun command = new CommandRun();

  @TempDir Path folder;

  @Test
  void losesDoublesAndChangesNothingInThreeRounds() throws Exception {
    int exit =
        command.in(
            folder,
            "chaos",
            "--rounds",
            "3",
            "--seed",
            SEED,
            "--plays-per-round",
            "300",
            "--faults",
            "kill,pause,cut,clock,hostile",
            "--output",
            "json");
    JsonNode report = new ObjectMapper().readTree(command.printed());
    assertThat(report.path("ok").asBoolean()).as(command.printed()).isTrue();
    assertThat(exit).isZero();
    assertThat(report.path("rounds")).hasSize(3);
    assertThat(report.path("rounds").toString())
        .contains("kill", "pause", "cut", "clock", "hostile");
    assertThat(report.at("/rounds/0/plays").asLong()).isGreaterThanOrEqualTo(300);
    assertThat(folder.resolve("chaos-seed-" + SEED)).doesNotExist();
  }

  @Test
  void refusesAFolderThatIsThereAlready() throws Exception {
    Files.createDirectories(folder.resolve("chaos-seed-1"));
    assertThat(command.in(folder, "chaos", "--rounds", "1")).isEqualTo(1);
    assertThat(command.errors()).contains("chaos-seed-1", "delete it or name another folder");
  }
}
