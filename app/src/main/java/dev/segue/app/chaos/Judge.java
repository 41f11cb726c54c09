// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos;

import dev.segue.app.chaos.model.Comparison;
import dev.segue.app.chaos.model.Finding;
import dev.segue.app.chaos.model.Ledger;
import dev.segue.app.chaos.model.Observed;
import dev.segue.app.chaos.system.ChildProcess;
import dev.segue.app.chaos.system.HttpAnswers;
import dev.segue.app.chaos.system.TopicWatch;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.config.Settings;
import dev.segue.schemas.HistoryEntry;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.Topics;
import dev.segue.serving.ServingSettings;
import dev.segue.trainer.TrainerSettings;
import dev.segue.trainer.TrainingRequests;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;

/**
 * Waits until the system is ready and has counted everything, and gives it time to be as it must
 * be: lists follow histories, and after a crash an entry may go back for a moment. What is still
 * different then is a finding.
 */
final class Judge implements AutoCloseable {
  private static final Duration READY = Duration.ofMinutes(2);
  private static final Duration COUNTED = Duration.ofMinutes(2);
  private static final Duration SETTLE = Duration.ofMinutes(1);
  private static final long BETWEEN_LOOKS_MS = 100;
  // Listeners who are asked for over HTTP in each round, others in the next.
  private static final int ASKED = 6;

  private final ChildProcess process;
  private final Ledger ledger;
  private final Comparison comparison;
  private final TrainingRequests trainer;
  private final TopicWatch topics;
  private final HttpAnswers http;
  private int asked;

  Judge(
      Settings settings, KafkaSettings kafka, Topics topics, ChildProcess process, Ledger ledger) {
    TrainerSettings trainer = settings.get(TrainerSettings.class);
    ServingSettings serving = settings.get(ServingSettings.class);
    this.process = process;
    this.ledger = ledger;
    this.comparison =
        new Comparison(serving.k(), serving.model(), trainer.algorithms(), topics.tracks());
    this.trainer = TrainingRequests.connect(trainer, kafka, topics);
    this.topics = new TopicWatch(kafka, topics, trainer.backbone());
    this.http = new HttpAnswers(process.httpPort());
  }

  /** Every difference that stays. */
  List<Finding> judge() throws IOException, InterruptedException {
    if (!process.awaitReady(READY)) {
      return List.of(
          Finding.divergent(
              "segue up",
              "ready within " + READY.toSeconds() + " s",
              process.isAlive() ? "not ready" : "ended; see " + process.log()));
    }
    awaitCounted();
    long deadline = System.nanoTime() + SETTLE.toNanos();
    List<Finding> passing = List.of();
    List<Finding> forGood = List.of();
    boolean first = true;
    while (first || (!passing.isEmpty() && System.nanoTime() < deadline)) {
      if (!first) {
        Thread.sleep(BETWEEN_LOOKS_MS);
      }
      first = false;
      try {
        Observed observed = topics.read();
        forGood = comparison.forGood(ledger, observed);
        passing = comparison.of(ledger, observed);
        if (passing.isEmpty()) {
          passing = overHttp(observed);
        }
      } catch (KafkaException | IOException e) {
        passing = List.of(Finding.divergent("reading the system", "answers", e));
      }
    }
    asked += ASKED;
    List<Finding> all = new ArrayList<>(forGood);
    all.addAll(passing);
    return all;
  }

  private void awaitCounted() throws InterruptedException {
    try {
      trainer.awaitCounted(COUNTED);
    } catch (TimeoutException | KafkaException e) {
      // What is not counted is missing in the histories, and named there.
    }
  }

  private List<Finding> overHttp(Observed observed) throws IOException, InterruptedException {
    TreeMap<String, Long> plays = new TreeMap<>();
    TreeMap<String, Integer> tracks = new TreeMap<>();
    for (HistoryEntry entry : observed.histories.values()) {
      plays.merge(entry.getUserId(), (long) entry.getPlays(), Long::sum);
      tracks.merge(entry.getUserId(), 1, Integer::sum);
    }
    List<String> users = List.copyOf(plays.keySet());
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < Math.min(ASKED, users.size()); i++) {
      String user = users.get((asked + i) % users.size());
      http.history(user, plays.get(user), tracks.get(user)).ifPresent(findings::add);
      Recommendations list = observed.lists.get(user);
      if (list != null) {
        http.list(list).ifPresent(findings::add);
      }
    }
    return findings;
  }

  @Override
  public void close() {
    trainer.close();
    topics.close();
  }
}
