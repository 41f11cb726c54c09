// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher beside the modules, with a java that says what it was started with. */
class LauncherTest {
  private static final Path LAUNCHER = Path.of("..", "segue");

  @TempDir Path home;

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "de_DE.ISO-8859-1", "xx_XX.UTF-8"})
  void readsFileNamesAsUtf8WhereTheLocaleDoesNot(String locale) throws Exception {
    assertThat(charmapUnder(locale)).isEqualTo("UTF-8");
  }

  @Test
  void leavesALocaleOfUtf8AsItIs() throws Exception {
    assertThat(run("C.UTF-8", "echo \"$LC_ALL\"")).isEqualTo("C.UTF-8");
  }

  private String charmapUnder(String locale) throws IOException, InterruptedException {
    return run(locale, "locale charmap");
  }

  private String run(String locale, String java) throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "the launcher needs bash");
    Files.copy(LAUNCHER, home.resolve("segue"));
    Path bin = Files.createDirectories(home.resolve("jdk/bin"));
    Path fake = Files.writeString(bin.resolve("java"), "#!/bin/bash\n" + java + "\n");
    assertThat(fake.toFile().setExecutable(true)).isTrue();
    ProcessBuilder command = new ProcessBuilder("/bin/bash", home.resolve("segue").toString());
    command.environment().put("JAVA_HOME", home.resolve("jdk").toString());
    command.environment().put("LC_ALL", locale);
    // Bash warns of a locale that is not there.
    Process process = command.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return out.strip();
  }
}
