// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.recommenders.evaluation.Play;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
  private static final Duration GAP = Duration.ofMillis(10);

  @TempDir Path folder;

  @Test
  void endWithAPauseThatIsLonger() {
    List<Session> sessions =
        Sessions.of(
            List.of(
                new Play("ben", "x", 12),
                new Play("ann", "c", 21),
                new Play("ann", "a", 0),
                new Play("ann", "b", 10),
                new Play("ann", "a", 10)),
            GAP);

    assertThat(sessions)
        .containsExactly(
            new Session("ann", 0, List.of("a", "b", "a")),
            new Session("ann", 21, List.of("c")),
            new Session("ben", 12, List.of("x")));
  }

  @Test
  void countAnEventThatCameTwiceOnce() {
    assertThat(Sessions.of(List.of(new Play("u", "a", 5), new Play("u", "a", 5)), GAP))
        .containsExactly(new Session("u", 5, List.of("a")));
  }

  @Test
  void endBetweenTheEndsOfTime() {
    assertThat(
            Sessions.of(
                List.of(new Play("u", "a", Long.MAX_VALUE), new Play("u", "b", Long.MIN_VALUE)),
                GAP))
        .hasSize(2);
  }

  @Test
  void areNoneInNoPlays() {
    assertThat(Sessions.of(List.of(), GAP)).isEmpty();
  }

  @Test
  void areReadLineByLine() throws IOException {
    Path file = folder.resolve("sessions.txt.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("1 2\t1\n\n \uD834\uDD1E\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    List<Session> sessions = Sessions.read(file, 0);

    assertThat(sessions)
        .extracting(Session::tracks)
        .containsExactly(List.of("1", "2", "1"), List.of("\uD834\uDD1E"));
    assertThat(sessions.get(1).startedAt()).isGreaterThan(sessions.get(0).startedAt());
  }

  @Test
  void areMissedInAnEmptyFile() throws IOException {
    Path file = Files.writeString(folder.resolve("empty.txt"), "\n \n");

    assertThatThrownBy(() -> Sessions.read(file, 0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("empty.txt holds no session; write one a line");
  }
}
