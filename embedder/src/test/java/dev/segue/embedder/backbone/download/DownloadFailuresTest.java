// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import static dev.segue.embedder.backbone.download.TestServer.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.embedder.backbone.download.FetchedFile.Check;
import dev.segue.runtime.progress.Progress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Servers that fail, fall silent or are not there. */
class DownloadFailuresTest extends DownloadFixture {
  @Test
  void saysWhatToDoWhenTheFileIsGone() {
    server.answers((request, out) -> head(out, "404 Not Found", "Content-Length: 0"));

    assertThatThrownBy(() -> fetch(published()))
        .isInstanceOf(DownloadException.class)
        .hasMessageContaining("404")
        .hasMessageContaining("segue models verify");
    assertThat(server.requests()).hasSize(1);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void givesUpAServerThatOnlyFails() {
    server.answers((request, out) -> head(out, "503 Service Unavailable", "Content-Length: 0"));

    assertThatThrownBy(() -> fetch(published()))
        .hasMessageContaining("503")
        .hasMessageContaining("3 times in a row");
    assertThat(server.requests()).hasSize(3);
    assertThat(notes).hasSize(2).allMatch(note -> note.contains("trying again"));
  }

  @Test
  void speaksOfProxiesWhenNobodyAnswers() throws Exception {
    server.close();

    assertThatThrownBy(() -> fetch(published()))
        .isInstanceOf(DownloadException.class)
        .hasMessageContaining("no connection to 127.0.0.1")
        .hasMessageContaining("https.proxyHost");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void givesUpAServerThatFallsSilent() {
    server.answers(
        (request, out) -> {
          head(out, "200 OK", "Content-Length: 300000", "ETag: " + TAG);
          out.flush();
          Thread.sleep(400);
        });
    DownloadPolicy hasty =
        new DownloadPolicy(
            Duration.ofSeconds(5), Duration.ofMillis(100), 2, Duration.ZERO, Duration.ZERO);

    assertThatThrownBy(
            () ->
                WeightsDownload.with(hasty)
                    .fetch(card(published()), folder, Progress.SILENT, notes::add))
        .isInstanceOf(DownloadException.class)
        .hasMessageContaining("nothing came for 0.1 s");
  }

  @Test
  void outlivesAFailureOfTheServer() throws Exception {
    AtomicInteger answers = new AtomicInteger();
    server.answers(
        (request, out) -> {
          if (answers.getAndIncrement() < 2) {
            head(out, "502 Bad Gateway", "Content-Length: 0", "Retry-After: 3600");
          } else {
            TestServer.file(BYTES, TAG).to(request, out);
          }
        });

    assertThat(fetch(published()).check()).isEqualTo(Check.PUBLISHED);
  }
}
