// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.erasure;

import dev.segue.app.dlq.DeadLetterActions;
import dev.segue.ingest.publish.PlayPublisher;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.kafka.TopicReader;
import dev.segue.schemas.HistoryKey;
import dev.segue.schemas.Topics;
import dev.segue.schemas.TrainingReport;
import dev.segue.trainer.TrainingRequests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;

/**
 * Erases a listener from a running system: a tombstone on the plays topic makes the trainer delete
 * the history and withdraw its entries, serving withdraws the list, and a training round makes
 * models that have not seen the listener. Each step waits until its effect can be read.
 *
 * <p>A Kafka log without compaction cannot delete single records: the plays themselves stay until
 * the retention of their topic removes them. They have no effect any more, also when everything is
 * rebuilt from the topic, because the tombstone comes after them in their partition.
 */
public final class ListenerErasure {
  private final KafkaSettings kafka;
  private final Topics topics;
  private final PlayPublisher plays;
  private final TrainingRequests trainer;
  private final DeadLetterActions deadLetters;
  private final LatestValue latest;
  private final Retention retention;

  /** Works with these clients, which the caller closes. */
  public ListenerErasure(
      KafkaSettings kafka,
      Topics topics,
      PlayPublisher plays,
      TrainingRequests trainer,
      DeadLetterActions deadLetters) {
    this.kafka = kafka;
    this.topics = topics;
    this.plays = plays;
    this.trainer = trainer;
    this.deadLetters = deadLetters;
    this.latest = new LatestValue(kafka);
    this.retention = new Retention(kafka);
  }

  /**
   * Erases the listener.
   *
   * @param train whether to train models without the listener now; else the next round does
   * @return what was found and what is left, place by place
   * @throws TimeoutException if a step has no effect within the time; the message says which
   */
  public List<ErasureStep> erase(String userId, boolean train, Duration timeout)
      throws IOException, InterruptedException, TimeoutException {
    Waiting waiting = new Waiting(timeout);
    List<ErasureStep> steps = new ArrayList<>();
    long entries = histories(userId);
    boolean list = latest.of(topics.recommendations(), userId).isPresent();
    publish(userId);
    trainer.awaitCounted(timeout);
    waiting.until("the history entries are still there", () -> histories(userId) == 0);
    steps.add(ErasureStep.done("trainer state and " + topics.userHistories(), entries));
    waiting.until(
        "the list is still there", () -> latest.of(topics.recommendations(), userId).isEmpty());
    steps.add(ErasureStep.done(topics.recommendations(), list ? 1 : 0));
    steps.add(ErasureStep.done("dead letters", deadLetters.erase(userId)));
    steps.add(models(train, waiting));
    long raw = rawPlays(userId);
    steps.add(
        new ErasureStep(topics.plays(), raw, raw, raw == 0 ? "" : retention.of(topics.plays())));
    return steps;
  }

  private void publish(String userId) throws InterruptedException {
    try {
      plays.erase(userId).get();
    } catch (ExecutionException e) {
      throw new KafkaException("the erasure was not accepted", e.getCause());
    }
  }

  private ErasureStep models(boolean train, Waiting waiting)
      throws InterruptedException, TimeoutException {
    String place = "models";
    if (!train) {
      return new ErasureStep(place, 1, 1, "the next training round makes models without them");
    }
    // The exports of the last two rounds are kept, so the second round deletes the last export
    // that holds the listener.
    List<TrainingReport> reports = List.of();
    for (int round = 0; round < 2; round++) {
      reports = trainer.await(trainer.request(List.of(), true), waiting.left());
    }
    List<String> failed =
        reports.stream()
            .filter(report -> !report.getOutcome().equals("released"))
            .map(TrainingReport::getAlgorithm)
            .toList();
    return failed.isEmpty()
        ? ErasureStep.done(place, reports.size())
        : new ErasureStep(
            place,
            reports.size(),
            failed.size(),
            "not trained again: " + String.join(", ", failed) + "; run 'segue train'");
  }

  private long histories(String userId) throws IOException, InterruptedException {
    String prefix = HistoryKey.prefix(userId);
    Set<String> keys = new HashSet<>();
    readPartitionOf(
        userId,
        topics.userHistories(),
        (key, isTombstone) -> {
          if (key.startsWith(prefix)) {
            if (isTombstone) {
              keys.remove(key);
            } else {
              keys.add(key);
            }
          }
        });
    return keys.size();
  }

  private long rawPlays(String userId) throws IOException, InterruptedException {
    long[] plays = {0};
    readPartitionOf(
        userId,
        topics.plays(),
        (key, isTombstone) -> {
          if (key.equals(userId) && !isTombstone) {
            plays[0]++;
          }
        });
    return plays[0];
  }

  /** Takes a key, and whether its record is a tombstone. */
  private interface KeyReader {
    void read(String key, boolean isTombstone);
  }

  private void readPartitionOf(String userId, String topic, KeyReader each)
      throws IOException, InterruptedException {
    TopicReader.committed(kafka.consumer(Map.of()))
        .readPartitionOf(
            userId,
            topic,
            record -> {
              if (record.key() != null) {
                each.read(new String(record.key(), StandardCharsets.UTF_8), record.value() == null);
              }
            });
  }
}
