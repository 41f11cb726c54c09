// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DiskFullIT {
  private static final int LOW_WATER = 128 << 20;

  @RegisterExtension final CommandRun command = new CommandRun();

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void refusesWritesWhileTheDiskIsLowAndTakesThemAgainAfterwards() throws Exception {
    Path disk = folder.resolve("disk");
    try (Tmpfs tmpfs = Tmpfs.mount(disk, 512);
        SegueProcess segue =
            new SegueProcess(disk.resolve("data"), "disk.low-water=" + LOW_WATER)) {
      segue.start();
      assertThat(play(segue, "a").statusCode()).isEqualTo(202);

      Path filler = tmpfs.fillUpTo(LOW_WATER / 2);
      HttpResponse<String> refused = play(segue, "b");
      assertThat(refused.statusCode()).isEqualTo(507);
      assertThat(refused.body()).contains("the disk of");
      HttpResponse<String> ready = get(segue, "/readyz");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("the disk of");
      Path log =
          Files.writeString(
              folder.resolve("plays.tsv"),
              "user_id\ttrack_id\ttimestamp\n" + "u\tt\t2025-01-01T00:00:00Z\n".repeat(9));
      assertThat(command.in(disk.resolve("data"), "import", "plays", log)).isEqualTo(1);
      assertThat(command.errors()).contains("the disk of");
      assertThat(get(segue, "/livez").statusCode()).isEqualTo(200);

      Files.delete(filler);
      assertThat(play(segue, "b").statusCode()).isEqualTo(202);
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(() -> assertThat(get(segue, "/readyz").statusCode()).isEqualTo(200));
    }
  }

  private HttpResponse<String> play(SegueProcess segue, String track) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(segue.url() + "/v1/plays"))
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString("{\"userId\":\"ann\",\"trackId\":\"%s\"}".formatted(track)))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> get(SegueProcess segue, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(segue.url() + path)).build();
    return client.send(request, BodyHandlers.ofString());
  }
}
