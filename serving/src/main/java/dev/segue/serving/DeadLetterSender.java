// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.schemas.DeadLetters;
import dev.segue.schemas.Topics;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes dead letters of what a processor refused, and counts them. */
final class DeadLetterSender {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterSender.class);

  private final Topics topics;
  private final Meters meters;

  DeadLetterSender(Topics topics, Meters meters) {
    this.topics = topics;
    this.meters = meters;
  }

  /** Sends a refused record on, with its place and the reason. */
  void refuse(
      Record<byte[], byte[]> refused,
      Optional<RecordMetadata> place,
      RuntimeException reason,
      Consumer<ProducerRecord<byte[], byte[]>> sender) {
    String topic = place.map(RecordMetadata::topic).orElse("unknown");
    meters.deadLetter(topic);
    LOG.warn(
        "refused a record of {} at {}: {}",
        topic,
        place.map(at -> at.partition() + "@" + at.offset()).orElse("an unknown place"),
        reason.getMessage());
    sender.accept(
        DeadLetters.of(
            topics,
            topic,
            place.map(RecordMetadata::partition).orElse(-1),
            place.map(RecordMetadata::offset).orElse(-1L),
            refused.key(),
            refused.value(),
            refused.headers(),
            reason.getClass().getName(),
            reason.getMessage()));
  }
}
