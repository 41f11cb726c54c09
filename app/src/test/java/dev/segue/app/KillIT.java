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
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
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
      AtomicLong published = new AtomicLong();
      try (var executor = Closing.of(Executors.newSingleThreadExecutor())) {
        // A restart takes some seconds: so much must be left to publish after the last one.
        long pauseMicros = kills == 0 ? 0 : 1200;
        CompletableFuture<Replayer.Report> replay =
            CompletableFuture.supplyAsync(
                () -> publish(log, kafka, published, pauseMicros), executor.get());
        for (int kill = 1; kill <= kills; kill++) {
          awaitPlays(published, (long) PLAYS * kill / (kills + 1), replay);
          segue.kill();
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

  private static void awaitPlays(AtomicLong published, long wanted, CompletableFuture<?> replay)
      throws Exception {
    while (published.get() < wanted && !replay.isDone()) {
      Thread.sleep(5);
    }
    if (replay.isDone()) {
      throw new AssertionError("the replay was over before the kill: " + replay.join());
    }
  }

  private static Replayer.Report publish(
      Path log, KafkaSettings kafka, AtomicLong published, long pauseMicros) {
    // Slowed down by its progress, so that there is a middle to kill in.
    Progress slow =
        (name, total, unit) ->
            new Progress.Task() {
              @Override
              public void step(long count) {
                published.addAndGet(count);
                try {
                  Thread.sleep(count * pauseMicros / 1000);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }

              @Override
              public void close() {}
            };
    try (var producer = Producers.bulk(kafka)) {
      return Replayer.builder(new PlayPublisher(producer, TOPICS))
          .progress(slow)
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
