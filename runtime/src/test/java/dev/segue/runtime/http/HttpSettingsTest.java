// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.runtime.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpSettingsTest {
  @Test
  void pinsEveryDefault() {
    HttpSettings settings = Settings.of(HttpSettings.class, Map.of());
    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.apiKey()).isEmpty();
    assertThat(settings.allowedHosts()).isEmpty();
    assertThat(settings.allowedOrigins()).isEmpty();
    assertThat(settings.maxBodyBytes()).isEqualTo(4L << 20);
    assertThat(settings.maxUploadBytes()).isEqualTo(256L << 20);
    assertThat(settings.maxHeldBytes()).isEqualTo(1L << 30);
    assertThat(settings.minBodyRate()).isEqualTo(1024);
    assertThat(settings.headerTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.maxConnections()).isEqualTo(2000);
    assertThat(settings.maxRequests()).isEqualTo(128);
  }

  @Test
  void pinsEveryKey() {
    HttpSettings settings =
        Settings.of(
            HttpSettings.class,
            Map.ofEntries(
                Map.entry("http.host", "0.0.0.0"),
                Map.entry("http.port", "1"),
                Map.entry("http.api-key", "k"),
                Map.entry("http.allowed-hosts", "a.example,b.example"),
                Map.entry("http.allowed-origins", "https://c.example"),
                Map.entry("http.max-body-bytes", "2"),
                Map.entry("http.max-upload-bytes", "3"),
                Map.entry("http.max-held-bytes", "4"),
                Map.entry("http.min-body-rate", "5"),
                Map.entry("http.header-timeout", "6s"),
                Map.entry("http.max-connections", "7"),
                Map.entry("http.max-requests", "8")));
    assertThat(settings.host()).isEqualTo("0.0.0.0");
    assertThat(settings.port()).isEqualTo(1);
    assertThat(settings.apiKey()).contains("k");
    assertThat(settings.allowedHosts()).contains(List.of("a.example", "b.example"));
    assertThat(settings.allowedOrigins()).contains(List.of("https://c.example"));
    assertThat(settings.maxBodyBytes()).isEqualTo(2);
    assertThat(settings.maxUploadBytes()).isEqualTo(3);
    assertThat(settings.maxHeldBytes()).isEqualTo(4);
    assertThat(settings.minBodyRate()).isEqualTo(5);
    assertThat(settings.headerTimeout()).isEqualTo(Duration.ofSeconds(6));
    assertThat(settings.maxConnections()).isEqualTo(7);
    assertThat(settings.maxRequests()).isEqualTo(8);
  }
}
