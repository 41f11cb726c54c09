// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.app.pipeline.TopicFollower;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.config.Settings;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Topics;
import dev.segue.trainer.TrainerSettings;
import dev.segue.trainer.TrainingRequests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A data folder belongs to no place: broker, checkpoints, stores and models move with it. */
@Timeout(600)
class MovedDataFolderIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final Topics TOPICS = Topics.standard();
  private static final int LISTENERS = 20;

  @TempDir Path folder;

  @Test
  void resumesWhereADataFolderOfAKilledProcessWasMovedTo() throws Exception {
    Path here = folder.resolve("here");
    Files.createDirectories(here);
    try (SegueProcess segue = process(here)) {
      segue.start();
      publish(segue, 0);
      publish(segue, 1);
      train(segue);
      awaitLists(segue, 2);
      segue.kill();
    }
    Path there = folder.resolve("there");
    Files.move(here, there);
    try (SegueProcess segue = process(there)) {
      segue.start();
      // The first of these two was counted before the move.
      publish(segue, 1);
      publish(segue, 2);
      awaitLists(segue, 3);
    }
    assertThat(here).doesNotExist();
  }

  private static SegueProcess process(Path home) {
    return new SegueProcess(
        home.resolve("data"),
        "trainer.interval=PT0S",
        "trainer.algorithms=popularity",
        "serving.model=popularity");
  }

  /** One play of each listener; the same number is the same play. */
  private static void publish(SegueProcess segue, int number) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            KafkaSettings.at(segue.bootstrapServers()).producer(Map.of()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (int listener = 0; listener < LISTENERS; listener++) {
        PlayEvent play =
            PlayEvent.newBuilder()
                .setEventId("play-" + number)
                .setUserId("listener-" + listener)
                .setTrackId("track-" + (listener + number) % LISTENERS)
                .setPlayedAt(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(number))
                .build();
        producer
            .send(
                new ProducerRecord<>(
                    TOPICS.plays(), play.getUserId(), Serdes.PLAY_EVENT.toBytes(play)))
            .get();
      }
    }
    try (TrainingRequests requests = requests(segue)) {
      requests.awaitCounted(SOON);
    }
  }

  private static void train(SegueProcess segue) throws Exception {
    try (TrainingRequests requests = requests(segue)) {
      requests.await(requests.request(List.of(), false), SOON);
    }
  }

  private static TrainingRequests requests(SegueProcess segue) {
    return TrainingRequests.connect(
        Settings.of(TrainerSettings.class, Map.of()),
        KafkaSettings.at(segue.bootstrapServers()),
        TOPICS);
  }

  /** Each list answers a history of so many plays, neither fewer nor more. */
  private static void awaitLists(SegueProcess segue, long plays) throws Exception {
    try (TopicFollower<Recommendations> lists =
        TopicFollower.lists(KafkaSettings.at(segue.bootstrapServers()), TOPICS)) {
      boolean seen =
          lists.follow(
              () ->
                  lists.latest().size() == LISTENERS
                      && lists.latest().values().stream()
                          .allMatch(list -> list.getHistoryVersion() == plays),
              SOON);
      assertThat(seen).as("lists by history version: %s", lists.latest().values()).isTrue();
    }
  }
}
