// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.runtime.config.KafkaSettings;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads every committed list from the topic, from now on, whichever instance made it. One consumer
 * for all clients of the event stream; after an error it begins anew.
 */
final class ListFeed implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long PAUSE_MS = 1000;

  private final KafkaSettings kafka;
  private final String topic;
  private final Consumer<Recommendations> lists;
  private final Failures failures;
  private final Meters meters;
  private final Thread thread;
  private volatile KafkaConsumer<byte[], byte[]> consumer;
  private final CountDownLatch closing = new CountDownLatch(1);

  ListFeed(
      KafkaSettings kafka,
      Topics topics,
      Consumer<Recommendations> lists,
      Failures failures,
      Meters meters) {
    this.kafka = kafka;
    this.topic = topics.recommendations();
    this.lists = lists;
    this.failures = failures;
    this.meters = meters;
    this.thread = Serving.daemon("list-feed").newThread(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    closing.countDown();
    KafkaConsumer<byte[], byte[]> reading = consumer;
    if (reading != null) {
      reading.wakeup();
    }
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closed()) {
      try {
        read();
      } catch (WakeupException | InterruptException e) {
        // Closed.
        return;
      } catch (RuntimeException e) {
        failures.remember("the event stream cannot read " + topic, e);
        pause();
      }
    }
  }

  private void read() {
    Map<String, Object> properties =
        kafka.consumer(
            Map.of(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                100));
    try (KafkaConsumer<byte[], byte[]> reader =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer = reader;
      List<TopicPartition> partitions =
          reader.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      reader.assign(partitions);
      reader.seekToEnd(partitions);
      while (!closed()) {
        reader.poll(POLL).forEach(this::take);
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    meters.visible(System.currentTimeMillis() - record.timestamp());
    try {
      lists.accept(Serdes.RECOMMENDATIONS.fromBytes(record.value()));
    } catch (SerializationException e) {
      // Only this module writes to the topic; whoever else did gets nothing shown.
      failures.remember("an unreadable record on " + topic, e);
    }
  }

  private boolean closed() {
    return closing.getCount() == 0;
  }

  private void pause() {
    try {
      // True as soon as this is closed, and then the loop ends.
      var unused = closing.await(PAUSE_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
