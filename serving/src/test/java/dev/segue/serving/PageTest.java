// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.runtime.config.Settings;
import dev.segue.runtime.health.HealthChecks;
import dev.segue.runtime.http.HttpServer;
import dev.segue.runtime.http.HttpSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PageTest {
  private static final List<String> FILES = List.of("/", "/app.js", "/style.css");

  @Test
  void refusesAnIngestUrlThatIsNone() {
    assertThatThrownBy(() -> page(Map.of("serving.ingest-url", "here; script-src *")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> page(Map.of("serving.ingest-url", "javascript:alert(1)")))
        .hasMessageContaining("serving.ingest-url");
  }

  @Test
  void allowsNothingFromElsewhere() throws Exception {
    for (String file : FILES) {
      HttpResponse<String> response = get(Map.of(), file);

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
          .startsWith("default-src 'none'")
          .doesNotContain("unsafe", "*", "http");
      assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(response.body()).doesNotContain("http://", "https://", "{{");
    }
  }

  @Test
  void putsTextsIntoThePageAsText() throws Exception {
    assertThat(get(Map.of(), "/app.js").body())
        .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
    assertThat(get(Map.of(), "/").body()).doesNotContain("style=", "onclick=", "onload=");
  }

  @Test
  void hasEveryElementThatTheScriptAsksFor() throws Exception {
    String page = get(Map.of(), "/").body();
    Matcher asked =
        Pattern.compile("\\$\\('([a-z-]+)'\\)").matcher(get(Map.of(), "/app.js").body());
    while (asked.find()) {
      assertThat(page).contains("id=\"" + asked.group(1) + "\"");
    }
  }

  @Test
  void mayCallTheConfiguredGatewayAlone() throws Exception {
    HttpResponse<String> response =
        get(Map.of("serving.ingest-url", "https://ingest.example.org:8443/x"), "/");

    assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("connect-src 'self' https://ingest.example.org:8443;");
    assertThat(response.body()).contains("content=\"https://ingest.example.org:8443\"");
  }

  @Test
  void mayCallTheConfiguredEmbedder() throws Exception {
    HttpResponse<String> response =
        get(Map.of("serving.embedder-url", "https://embedder.example.org"), "/");

    assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("connect-src 'self' https://embedder.example.org;");
    assertThat(response.body()).contains("content=\"https://embedder.example.org\"");
  }

  private static PageEndpoints page(Map<String, String> values) {
    return new PageEndpoints(Settings.of(ServingSettings.class, values));
  }

  private static HttpResponse<String> get(Map<String, String> values, String path)
      throws Exception {
    try (HttpServer server =
        HttpServer.start(
            Settings.of(HttpSettings.class, Map.of("http.port", "0")),
            new HealthChecks(),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            List.of(page(values)))) {
      URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
