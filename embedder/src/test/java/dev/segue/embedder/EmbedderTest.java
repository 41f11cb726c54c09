// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import static dev.segue.embedder.EmbedderFixture.PARTITION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class EmbedderTest {
  @TempDir Path folder;

  @Test
  void refusesABackboneThatItDoesNotKnow() {
    assertThatThrownBy(() -> create(Map.of("embedder.backbone", "mfc")))
        .hasMessageContaining("did you mean 'mfcc'?");
  }

  @Test
  void refusesABatchOfNothing() {
    assertThatThrownBy(() -> create(Map.of("embedder.batch-size", "0")))
        .hasMessageContaining("embedder.batch-size");
  }

  @Test
  void isDownBeforeItStartsAndAfterItCloses() throws Exception {
    Embedder embedder = create(Map.of());
    assertThat(embedder.check().up()).isFalse();
    embedder.close();
    assertThat(embedder.check().detail()).isEqualTo("not running");
  }

  @Test
  void showsAFailureAndBeginsAgain() throws Exception {
    MockConsumer<byte[], byte[]> consumer = EmbedderFixture.consumer();
    MockProducer<byte[], byte[]> producer = EmbedderFixture.producer();
    AtomicInteger attempts = new AtomicInteger();
    try (EmbedderFixture fixture =
        new EmbedderFixture(
            folder,
            Map.of(),
            () -> consumer,
            () -> {
              if (attempts.getAndIncrement() == 0) {
                throw new KafkaException("no such broker");
              }
              return producer;
            })) {
      var record = fixture.record("a", fixture.tone("a", 1));
      EmbedderFixture.begin(consumer, PARTITION);
      consumer.schedulePollTask(
          () -> {
            consumer.rebalance(List.of(PARTITION));
            consumer.addRecord(record);
          });
      fixture.embedder.start();
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> fixture.embedder.check().detail().contains("no such broker"));
      await().atMost(Duration.ofMinutes(2)).until(() -> fixture.embedder.check().up());
      await().atMost(Duration.ofMinutes(2)).until(() -> fixture.embeddings(producer).size() == 1);
    }
    assertThat(consumer.closed()).isTrue();
  }

  private Embedder create(Map<String, String> settings) throws Exception {
    return Embedder.create(
        Settings.of(EmbedderSettings.class, settings),
        KafkaSettings.at("localhost:1"),
        Topics.standard(),
        ObjectStore.at(folder.resolve("store")),
        folder.resolve("cache"),
        new SimpleMeterRegistry());
  }
}
