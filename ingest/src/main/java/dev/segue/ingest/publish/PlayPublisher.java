// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.publish;

import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Topics;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Publishes plays: key userId, value {@link PlayEvent}, record timestamp {@code playedAt}.
 *
 * <p>Thread-safe. The producer belongs to the caller.
 */
public final class PlayPublisher {
  private final Producer<String, byte[]> producer;
  private final String topic;

  /** Publishes to the plays topic of this catalogue. */
  public PlayPublisher(Producer<String, byte[]> producer, Topics topics) {
    this.producer = producer;
    this.topic = topics.plays();
  }

  /** Done when the broker has acknowledged the play; fails with what the producer said. */
  public CompletableFuture<Void> publish(PlayEvent play) {
    return Acknowledged.by(producer, record(play));
  }

  /**
   * Erases a listener with a tombstone: the trainer deletes the history of all plays that were
   * published before it. Done when the broker has acknowledged it.
   */
  public CompletableFuture<Void> erase(String userId) {
    return Acknowledged.by(producer, new ProducerRecord<>(topic, userId, null));
  }

  /** Hands the play to the producer, which waits where its buffer is full. */
  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of the same outcome
  void send(PlayEvent play, Callback callback) {
    producer.send(record(play), callback);
  }

  void flush() {
    producer.flush();
  }

  private ProducerRecord<String, byte[]> record(PlayEvent play) {
    // A broker refuses record timestamps of the future (message.timestamp.after.max.ms), and one
    // listener's wrong clock must not cost the play; playedAt itself travels unchanged.
    long timestamp = Math.min(play.getPlayedAt().toEpochMilli(), Instant.now().toEpochMilli());
    byte[] value = Serdes.PLAY_EVENT.toBytes(play);
    return new ProducerRecord<>(topic, null, timestamp, play.getUserId(), value);
  }

  @Override
  public String toString() {
    return "PlayPublisher[" + topic + "]";
  }
}
