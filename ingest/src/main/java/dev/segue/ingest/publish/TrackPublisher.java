// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.publish;

import dev.segue.schemas.Serdes;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Track;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Publishes tracks to the catalogue and takes them down: key trackId, value {@link Track} or null.
 *
 * <p>Thread-safe. The producer belongs to the caller.
 */
public final class TrackPublisher {
  private final Producer<String, byte[]> producer;
  private final String topic;

  /** Publishes to the tracks topic of this catalogue. */
  public TrackPublisher(Producer<String, byte[]> producer, Topics topics) {
    this.producer = producer;
    this.topic = topics.tracks();
  }

  /** Adds or replaces a track; done when the broker has acknowledged it. */
  public CompletableFuture<Void> publish(Track track) {
    return Acknowledged.by(
        producer, new ProducerRecord<>(topic, track.getTrackId(), Serdes.TRACK.toBytes(track)));
  }

  /** Takes a track down with a tombstone; done when the broker has acknowledged it. */
  public CompletableFuture<Void> remove(String trackId) {
    return Acknowledged.by(producer, new ProducerRecord<>(topic, trackId, null));
  }

  @Override
  public String toString() {
    return "TrackPublisher[" + topic + "]";
  }
}
