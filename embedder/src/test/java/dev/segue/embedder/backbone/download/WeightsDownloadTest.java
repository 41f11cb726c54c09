// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.embedder.backbone.ModelCard.ModelFile;
import dev.segue.embedder.backbone.download.FetchedFile.Check;
import dev.segue.runtime.progress.Progress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Where files may come from and go to, and what a person sees of it. */
class WeightsDownloadTest extends DownloadFixture {
  @Test
  void refusesEverythingButHttps() {
    for (String source :
        List.of("http://example.org/w.bin", "ftp://example.org/w.bin", "file:///etc/passwd")) {
      assertThatThrownBy(() -> fetch(published(URI.create(source))))
          .isInstanceOf(DownloadException.class)
          .hasMessageContaining(source)
          .hasMessageContaining("only https");
    }
  }

  @Test
  void refusesToBeRedirectedAwayFromHttps() {
    redirectsTo("http://example.org/w.bin");

    assertThatThrownBy(() -> fetch(published()))
        .isInstanceOf(DownloadException.class)
        .hasMessageContaining("redirects to http://example.org/w.bin")
        .hasMessageContaining("only https");
  }

  @Test
  void givesUpARingOfRedirects() {
    redirectsTo("/w.bin");

    assertThatThrownBy(() -> fetch(published())).hasMessageContaining("more than 10 times");
  }

  @Test
  void refusesAFileOfAnotherSizeBeforeItComes() {
    ModelFile file = new ModelFile("w.bin", server.uri("/w.bin"), Optional.empty(), 12);

    assertThatThrownBy(() -> fetch(file)).hasMessageContaining("300,000 bytes, not 12");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void refusesWhatDoesNotFitOnTheDisk() {
    ModelFile file = new ModelFile("w.bin", server.uri("/w.bin"), Optional.empty(), 1L << 60);

    assertThatThrownBy(() -> fetch(file))
        .isInstanceOf(DownloadException.class)
        .hasMessageContaining("MB free");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void refusesANameThatLeadsOutOfTheFolder() {
    ModelFile file = new ModelFile("../w.bin", server.uri("/w.bin"), Optional.empty(), 0);

    assertThatThrownBy(() -> fetch(file)).hasMessageContaining("outside its folder");
  }

  @Test
  void fetchesAFileIntoItsPlace() throws Exception {
    FetchedFile file = fetch(published());

    assertThat(file.check()).isEqualTo(Check.PUBLISHED);
    assertThat(file.alreadyThere()).isFalse();
    assertThat(folder.resolve("w.bin")).hasBinaryContent(BYTES);
    assertThat(folder.toFile().list()).containsExactly("w.bin");
  }

  @Test
  void fetchesNothingTwice() throws Exception {
    fetch(published());
    FetchedFile again = fetch(published());

    assertThat(again.alreadyThere()).isTrue();
    assertThat(again.check()).isEqualTo(Check.PUBLISHED);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void showsHowMuchCame() throws Exception {
    AtomicInteger done = new AtomicInteger();
    List<String> tasks = new ArrayList<>();
    Progress progress =
        (name, total, unit) -> {
          tasks.add(name + " " + total + " " + unit);
          return new Progress.Task() {
            @Override
            public void step(long count) {
              done.addAndGet((int) count);
            }

            @Override
            public void close() {}
          };
        };

    WeightsDownload.with(QUICK).fetch(card(published()), folder, progress, notes::add);

    assertThat(tasks).containsExactly("w.bin 300 kB", "check w.bin.part 300 kB");
    assertThat(done).hasValue(600);
  }
}
