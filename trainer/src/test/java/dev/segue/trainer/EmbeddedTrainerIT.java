// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.segue.runtime.config.Settings;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.HistoryEntry;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Serdes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.util.FileUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How the embedded trainer starts, ends and moves; its data folder holds the broker's log too. */
@Timeout(600)
class EmbeddedTrainerIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final List<PlayEvent> PLAYS = RandomPlays.of(21, 12_000, 60, 80);

  @TempDir Path folder;
  private Path data;
  private Platform platform;
  private EmbeddedTrainer trainer;

  @BeforeEach
  void startBroker() throws Exception {
    data = folder.resolve("data");
    platform = new Platform(data.resolve("kafka"));
  }

  @AfterEach
  void stop() {
    if (trainer != null) {
      trainer.close();
    }
    platform.close();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "reads proc(5)")
  void opensNoPortBesideTheBrokers() throws Exception {
    Set<String> before = ListeningSockets.ofThisJvm();
    start();
    platform.publish(PLAYS);
    awaitCounted();

    assertThat(before).isNotEmpty();
    assertThat(ListeningSockets.ofThisJvm()).isEqualTo(before);
  }

  @Test
  void resumesAfterTheJobWasCanceledFromOutside() throws Exception {
    platform.publish(PLAYS.subList(0, 4000));
    start();
    awaitCounted();
    trainer.job().cancel();
    await().atMost(SOON).until(() -> !trainer.check().up());
    platform.publish(PLAYS);
    await().atMost(SOON).until(() -> trainer.check().up());
    awaitCounted();

    assertThat(histories()).isEqualTo(ReferenceHistories.of(PLAYS));
  }

  @Test
  void isNotUpWhileItsTasksCannotRestore() throws Exception {
    platform.publish(PLAYS);
    start();
    awaitCounted();
    stopTrainer();
    spoil(file -> file.getParent().endsWith("shared"));
    start();

    await().atMost(SOON).until(() -> trainer.failure().isPresent());
    // Flink retries with a growing pause; at no moment is the trainer up.
    await()
        .during(Duration.ofSeconds(8))
        .atMost(SOON)
        .until(() -> !trainer.check().up() && trainer.check().toString().length() > 0);
  }

  @Test
  void resumesInAFolderThatWasMoved() throws Exception {
    platform.publish(PLAYS.subList(0, 8000));
    start();
    awaitCounted();
    stopAll();
    Path moved = folder.resolve("moved");
    Files.move(data, moved);
    resumeIn(moved);
  }

  @Test
  void resumesInACopyWithoutTheFilesOfTheOriginal() throws Exception {
    platform.publish(PLAYS.subList(0, 8000));
    start();
    awaitCounted();
    stopAll();
    Path copy = folder.resolve("copy");
    FileUtils.copy(
        new org.apache.flink.core.fs.Path(data.toUri()),
        new org.apache.flink.core.fs.Path(copy.toUri()),
        false);
    // Whoever read these would fail.
    spoil(file -> true);
    Set<Path> original = checkpointFiles();
    resumeIn(copy);
    assertThat(checkpointFilesIn(folder.resolve("data"))).isEqualTo(original);
  }

  @Test
  void countsAgainFromTheTopicWhenNoCheckpointCanBeUsed() throws Exception {
    platform.publish(PLAYS);
    start();
    awaitCounted();
    stopTrainer();
    spoil(file -> file.endsWith("_metadata"));
    start();
    platform.publish(PLAYS.subList(0, 100));
    await().atMost(SOON).until(() -> trainer.check().up() && trainer.checkpoints() > 1);
    awaitCounted();

    await().atMost(SOON).until(() -> histories().equals(ReferenceHistories.of(PLAYS)));
  }

  @Test
  void refusesToCountAgainWhatTheTopicNoLongerHolds() throws Exception {
    platform.publish(PLAYS);
    start();
    awaitCounted();
    stopTrainer();
    spoil(file -> file.endsWith("_metadata"));
    deletePlays();

    assertThatThrownBy(this::start)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("12000 records")
        .hasMessageContaining("backup");
    assertThat(checkpointFiles()).isNotEmpty();
  }

  /** Only the checkpoint knows the plays so far: they are deleted from their topic. */
  private void resumeIn(Path other) throws Exception {
    data = other;
    platform = new Platform(data.resolve("kafka"));
    deletePlays();
    start();
    platform.publish(PLAYS.subList(6000, 12_000));
    awaitCounted();
    assertThat(histories()).isEqualTo(ReferenceHistories.of(PLAYS));
    assertThat(trainer.check().up()).isTrue();
  }

  private void start() throws Exception {
    trainer =
        EmbeddedTrainer.start(
            settings(),
            platform.kafka,
            platform.topics,
            ObjectStore.at(data.resolve("objects")),
            data.resolve("flink"));
  }

  private void stopTrainer() {
    trainer.close();
    trainer = null;
  }

  private void stopAll() {
    stopTrainer();
    platform.close();
  }

  private static TrainerSettings settings() {
    return Settings.of(TrainerSettings.class, Map.of("trainer.checkpoint-interval", "PT0.3S"));
  }

  private void awaitCounted() throws Exception {
    try (TrainingRequests requests =
        TrainingRequests.connect(settings(), platform.kafka, platform.topics)) {
      requests.awaitCounted(SOON);
    }
  }

  private void deletePlays() throws Exception {
    String topic = platform.topics.plays();
    Map<TopicPartition, RecordsToDelete> all =
        IntStream.range(0, platform.topics.partitions())
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .collect(Collectors.toMap(p -> p, p -> RecordsToDelete.beforeOffset(-1)));
    try (Admin admin = Admin.create(platform.kafka.admin())) {
      admin.deleteRecords(all).all().get();
    }
  }

  /** As a compacted topic would hold them. */
  private Map<String, HistoryEntry> histories() {
    Map<String, HistoryEntry> entries = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : platform.read(platform.topics.userHistories())) {
      HistoryEntry entry = Serdes.HISTORY_ENTRY.fromBytes(record.value());
      entries.put(
          new String(record.key(), StandardCharsets.UTF_8),
          HistoryEntry.newBuilder(entry).setLastEventId(null).build());
    }
    return entries;
  }

  private void spoil(Predicate<Path> which) throws IOException {
    for (Path file : checkpointFiles()) {
      if (which.test(file)) {
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, (byte) 7);
        Files.write(file, bytes);
      }
    }
  }

  private Set<Path> checkpointFiles() throws IOException {
    return checkpointFilesIn(data);
  }

  private static Set<Path> checkpointFilesIn(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("flink/checkpoints"))) {
      return files.filter(Files::isRegularFile).collect(Collectors.toSet());
    }
  }
}
