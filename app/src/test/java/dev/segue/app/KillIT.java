// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.ingest.publish.PlayPublisher;
import dev.segue.ingest.publish.Producers;
import dev.segue.ingest.reader.LogOptions;
import dev.segue.ingest.reader.Rejects;
import dev.segue.ingest.replay.Replayer;
import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.TrainingSet;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.kafka.TopicReader;
import dev.segue.runtime.progress.Progress;
import dev.segue.schemas.HistoryEntry;
import dev.segue.schemas.HistoryKey;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Topics;
import dev.segue.trainer.TrainerSettings;
import dev.segue.trainer.TrainingRequests;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise that each play counts exactly once, whatever is killed when. */
class KillIT {
  private static final int PLAYS = 40_000;
  private static final int LISTENERS = 400;
  private static final int TRACKS = 500;
  private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
  private static final Topics TOPICS = Topics.standard();

  @TempDir Path folder;

  @Test
  void countsEveryPlayOnceWhenTheProcessIsKilledThreeTimesDuringAReplay() throws Exception {
    Path log = writeLog();
    Map<String, HistoryEntry> undisturbed = replay(log, "undisturbed", 0);
    Map<String, HistoryEntry> killed = replay(log, "killed", 3);
    assertThat(undisturbed).isEqualTo(expected(log));
    assertThat(killed).isEqualTo(undisturbed);
  }

  /** Replays the log into a system that is killed so many times meanwhile; the histories then. */
  private Map<String, HistoryEntry> replay(Path log, String name, int kills) throws Exception {
    Files.createDirectories(folder.resolve(name));
    try (SegueProcess segue =
        new SegueProcess(folder.resolve(name).resolve("data"), "trainer.interval=PT0S")) {
      segue.start();
      KafkaSettings kafka = KafkaSettings.at(segue.bootstrapServers());
      KillPoints points = new KillPoints(kills);
      try (var executor = Closing.of(Executors.newSingleThreadExecutor())) {
        CompletableFuture<Replayer.Report> replay =
            CompletableFuture.supplyAsync(() -> publish(log, kafka, points), executor.get());
        for (int kill = 0; kill < kills; kill++) {
          points.awaitReached(kill);
          segue.kill();
          points.killed(kill);
          segue.start();
        }
        assertThat(replay.get().plays()).isEqualTo(PLAYS);
      }
      TrainerSettings trainer = Settings.of(TrainerSettings.class, Map.of());
      try (TrainingRequests requests = TrainingRequests.connect(trainer, kafka, TOPICS)) {
        requests.awaitCounted(Duration.ofMinutes(2));
      }
      return histories(kafka);
    }
  }

  /** Closes what an executor has no close method for on this JDK. */
  private record Closing(java.util.concurrent.ExecutorService get) implements AutoCloseable {
    static Closing of(java.util.concurrent.ExecutorService executor) {
      return new Closing(executor);
    }

    @Override
    public void close() {
      get.shutdownNow();
    }
  }

  /**
   * The places of a replay at which the process is killed. The replay publishes no more from there
   * until the kill is done, so that it cannot be over before, whatever a restart takes; what it
   * published last is still on its way then.
   */
  private static final class KillPoints {
    private final List<CountDownLatch> reached = new ArrayList<>();
    private final List<CountDownLatch> killed = new ArrayList<>();
    private long published;

    KillPoints(int kills) {
      for (int kill = 0; kill < kills; kill++) {
        reached.add(new CountDownLatch(1));
        killed.add(new CountDownLatch(1));
      }
    }

    void published(long plays) {
      published += plays;
      for (int kill = 0; kill < killed.size(); kill++) {
        if (published >= (long) PLAYS * (kill + 1) / (killed.size() + 1)) {
          reached.get(kill).countDown();
          await(killed.get(kill));
        }
      }
    }

    void awaitReached(int kill) {
      await(reached.get(kill));
    }

    void killed(int kill) {
      killed.get(kill).countDown();
    }

    private static void await(CountDownLatch latch) {
      try {
        if (!latch.await(5, TimeUnit.MINUTES)) {
          throw new IllegalStateException("neither the replay nor the kill went on");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Replayer.Report publish(Path log, KafkaSettings kafka, KillPoints points) {
    Progress progress =
        (name, total, unit) ->
            new Progress.Task() {
              @Override
              public void step(long count) {
                points.published(count);
              }

              @Override
              public void close() {}
            };
    try (var producer = Producers.bulk(kafka)) {
      return Replayer.builder(new PlayPublisher(producer, TOPICS))
          .progress(progress)
          .build()
          .replay(log, LogOptions.NONE, Rejects.counting());
    } catch (Exception e) {
      throw new IllegalStateException("the replay failed", e);
    }
  }

  private static Map<String, HistoryEntry> histories(KafkaSettings kafka) throws Exception {
    Map<String, HistoryEntry> histories = new TreeMap<>();
    TopicReader.committed(kafka.consumer(Map.of()))
        .read(
            TOPICS.userHistories(),
            record ->
                histories.put(
                    new String(record.key(), StandardCharsets.UTF_8),
                    withoutCause(Serdes.HISTORY_ENTRY.fromBytes(record.value()))));
    return histories;
  }

  /** What the log says, counted without Kafka and Flink. */
  private static Map<String, HistoryEntry> expected(Path log) throws Exception {
    Map<String, HistoryEntry> histories = new TreeMap<>();
    TrainingSet data =
        dev.segue.app.evaluation.PlayLog.read(
            log, LogOptions.NONE, Rejects.counting(), Progress.SILENT);
    for (TrainingSet.Listener listener : data.listeners()) {
      for (HeardTrack heard : listener.history().tracks()) {
        histories.put(
            new HistoryKey(listener.userId(), heard.trackId()).toString(),
            HistoryEntry.newBuilder()
                .setUserId(listener.userId())
                .setTrackId(heard.trackId())
                .setFirstPlayedAt(Instant.ofEpochMilli(heard.firstPlayedAt()))
                .setLastPlayedAt(Instant.ofEpochMilli(heard.lastPlayedAt()))
                .setPlays(heard.plays())
                .build());
      }
    }
    return histories;
  }

  /** Which of several plays came last may differ; what they add up to may not. */
  private static HistoryEntry withoutCause(HistoryEntry entry) {
    return HistoryEntry.newBuilder(entry).setLastEventId(null).build();
  }

  private Path writeLog() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder rows = new StringBuilder("user_id\ttrack_id\ttimestamp\n");
    for (int i = 0; i < PLAYS; i++) {
      rows.append("u").append(random.nextInt(LISTENERS)).append('\t');
      rows.append("t").append(random.nextInt(TRACKS)).append('\t');
      rows.append(START.plusSeconds(60L * i)).append('\n');
    }
    return Files.writeString(folder.resolve("plays.tsv"), rows);
  }
}
