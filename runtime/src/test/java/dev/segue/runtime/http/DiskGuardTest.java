// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.runtime.config.Settings;
import dev.segue.runtime.health.HealthChecks;
import dev.segue.runtime.storage.DiskSettings;
import dev.segue.runtime.storage.DiskSpace;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskGuardTest {
  private static final long MORE_THAN_ANY_DISK_HAS = Long.MAX_VALUE;

  @TempDir Path folder;

  @Test
  void refusesWritesWithAMessageThatSaysDiskWhileItIsLow() throws Exception {
    HttpResponse<String> answer = send(MORE_THAN_ANY_DISK_HAS, "POST", "/v1/plays");
    assertThat(answer.statusCode()).isEqualTo(507);
    assertThat(answer.body()).contains("the disk of", "disk.low-water");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(send(MORE_THAN_ANY_DISK_HAS, "PUT", "/v1/tracks/a").statusCode()).isEqualTo(507);
  }

  @Test
  void goesOnReadingAndTakingDownWhileItIsLow() throws Exception {
    assertThat(send(MORE_THAN_ANY_DISK_HAS, "GET", "/v1/tracks/a").statusCode()).isEqualTo(200);
    assertThat(send(MORE_THAN_ANY_DISK_HAS, "DELETE", "/v1/tracks/a").statusCode()).isEqualTo(200);
  }

  @Test
  void takesWritesWhileThereIsRoom() throws Exception {
    assertThat(send(1, "POST", "/v1/plays").statusCode()).isEqualTo(200);
    assertThat(send(0, "POST", "/v1/plays").statusCode()).isEqualTo(200);
  }

  @Test
  void saysInTheHealthThatTheDiskIsLow() {
    assertThat(new DiskSpace(MORE_THAN_ANY_DISK_HAS, folder).check().detail())
        .contains("the disk of " + folder, "MiB free");
    assertThat(new DiskSpace(1, folder.resolve("none")).check().up()).isFalse();
    assertThat(new DiskSpace(0, folder).check().up()).isTrue();
  }

  @Test
  void hasThisDefaultAndRange() {
    assertThat(Settings.of(DiskSettings.class, Map.of()).lowWater()).isEqualTo(512L << 20);
    assertThat(Settings.allowed(DiskSettings.class))
        .containsEntry("disk.low-water", "a whole number from 0 to 1099511627776");
  }

  private HttpResponse<String> send(long lowWater, String method, String path) throws Exception {
    Endpoints routes =
        all -> {
          all.post("/v1/plays", context -> context.result("taken"));
          all.put("/v1/tracks/{id}", context -> context.result("taken"));
          all.get("/v1/tracks/{id}", context -> context.result("there"));
          all.delete("/v1/tracks/{id}", context -> context.result("gone"));
        };
    try (HttpServer server =
        HttpServer.start(
            Settings.of(HttpSettings.class, Map.of("http.port", "0")),
            new HealthChecks(),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            List.of(new DiskGuard(new DiskSpace(lowWater, folder)), routes))) {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                  .method(method, BodyPublishers.ofString("x"))
                  .build(),
              BodyHandlers.ofString());
    }
  }
}
