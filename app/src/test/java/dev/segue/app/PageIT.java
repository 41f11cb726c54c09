// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.segue.app.audio.Tones;
import dev.segue.ingest.publish.PlayPublisher;
import dev.segue.ingest.publish.Producers;
import dev.segue.ingest.publish.TrackPublisher;
import dev.segue.runtime.config.Settings;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Track;
import dev.segue.trainer.TrainerSettings;
import dev.segue.trainer.TrainingRequests;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, on the whole system. */
class PageIT {
  private static final String FIRST =
      "document.querySelector('#list .title')?.firstChild.textContent";

  @TempDir Path folder;

  @Test
  void changesTheListBeforeTheListenersEyesWhenATrackIsPlayed() throws Exception {
    assumeTrue(Browser.executable().isPresent(), "no Chromium here: the page is not tested");
    Settings settings =
        Components.settings()
            .values(
                Map.of(
                    "broker.port", "0",
                    "http.port", "0",
                    "serving.model", "popularity",
                    "trainer.algorithms", "popularity"))
            .build();
    try (AllInOne all = AllInOne.start(settings, folder.resolve("data"));
        Browser browser =
            new Browser(Browser.executable().orElseThrow(), folder.resolve("profile"))) {
      all.awaitReady(Duration.ofMinutes(5));
      publish(all);
      train(all, settings);

      browser.open(all.url());
      await(browser, "document.querySelectorAll('#users button').length", "2");
      browser.evaluate(
          "[...document.querySelectorAll('#users button')].find(b => b.textContent === 'ann').click()");
      await(browser, FIRST, "<b>Bold</b> & first");
      assertThat(browser.evaluate("document.querySelectorAll('#list > li').length")).isEqualTo("3");

      browser.evaluate("document.querySelector('#list .actions button').click()");

      await(browser, FIRST, "Second");
      await(browser, "document.querySelectorAll('#list > li').length", "2");
      await(browser, "/\\d+ ms/.test(document.getElementById('latency').textContent)", "true");
      assertThat(
              browser.evaluate("document.querySelector('#history .title').firstChild.textContent"))
          .isEqualTo("<b>Bold</b> & first");

      findsByASound(all, browser);
    }
  }

  private void findsByASound(AllInOne all, Browser browser) throws Exception {
    Path tone = Tones.write(folder.resolve("tone.wav"), 440);
    publishSound(all, tone);
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              choose(browser, "my hum.wav", Files.readAllBytes(tone));
              assertThat(answer(browser)).isEqualTo("Like my hum.wav");
            });
    assertThat(browser.evaluate("document.querySelector('#similar .title').firstChild.textContent"))
        .isEqualTo("A tone");

    choose(browser, "notes.txt", "no sound".getBytes(StandardCharsets.UTF_8));
    assertThat(answer(browser)).contains("cannot be embedded", "not in an audio format");
    assertThat(browser.evaluate("document.querySelectorAll('#similar > li').length"))
        .isEqualTo("0");
    assertThat(browser.evaluate("document.getElementById('similar-about').className"))
        .contains("failed");

    choose(browser, "nothing.wav", new byte[0]);
    assertThat(answer(browser)).contains("the audio file is empty");
  }

  /** As if a person had chosen this file. */
  private static void choose(Browser browser, String name, byte[] bytes) throws Exception {
    browser.evaluate(
        """
        (() => {
          const bytes = Uint8Array.from(atob('%s'), (letter) => letter.charCodeAt(0));
          const chosen = new DataTransfer();
          chosen.items.add(new File([bytes], '%s'));
          const input = document.getElementById('sound-search');
          input.files = chosen.files;
          input.dispatchEvent(new Event('change'));
        })()
        """
            .formatted(Base64.getEncoder().encodeToString(bytes), name));
  }

  /** What the page says once it has listened. */
  private static String answer(Browser browser) {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> browser.evaluate("document.getElementById('similar-about').textContent"),
            text -> !text.startsWith("Listening to"));
  }

  private static void publishSound(AllInOne all, Path file) throws Exception {
    try (var producer = Producers.bulk(all.kafka());
        var audio = Files.newInputStream(file)) {
      var stored = all.store().put("audio", ".wav", audio);
      Track track =
          Track.newBuilder(track("tone", "A tone"))
              .setAudioUri(stored.name())
              .setAudioSha256(stored.sha256())
              .build();
      new TrackPublisher(producer, all.topics()).publish(track).join();
    }
  }

  private static void await(Browser browser, String expression, String wanted) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(browser.evaluate(expression)).isEqualTo(wanted));
  }

  /** Bob has played all four tracks, ann one of them; equally popular tracks rank by first play. */
  private static void publish(AllInOne all) {
    try (var producer = Producers.bulk(all.kafka())) {
      TrackPublisher tracks = new TrackPublisher(producer, all.topics());
      List.of(
              track("one", "<b>Bold</b> & first"),
              track("two", "Second"),
              track("three", "Third"),
              track("heard", "Heard"))
          .forEach(track -> tracks.publish(track).join());
      PlayPublisher plays = new PlayPublisher(producer, all.topics());
      long minute = 0;
      for (String track : List.of("one", "two", "three", "heard")) {
        plays.publish(play("bob", track, minute++)).join();
      }
      plays.publish(play("ann", "heard", minute)).join();
    }
  }

  private static void train(AllInOne all, Settings settings) throws Exception {
    try (TrainingRequests requests =
        TrainingRequests.connect(settings.get(TrainerSettings.class), all.kafka(), all.topics())) {
      requests.awaitCounted(Duration.ofMinutes(5));
      assertThat(requests.await(requests.request(List.of(), true), Duration.ofMinutes(5)))
          .allMatch(report -> report.getOutcome().equals("released"));
    }
  }

  private static Track track(String id, String title) {
    return Track.newBuilder().setTrackId(id).setTitle(title).build();
  }

  private static PlayEvent play(String user, String track, long minute) {
    return PlayEvent.newBuilder()
        .setEventId(user + track)
        .setUserId(user)
        .setTrackId(track)
        .setPlayedAt(Instant.parse("2025-01-01T00:00:00Z").plusSeconds(60 * minute))
        .build();
  }
}
