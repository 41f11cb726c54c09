// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.backbone.Backbone;
import dev.segue.schemas.DeadLetters;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Topics;
import dev.segue.schemas.TrackEmbedding;
import dev.segue.schemas.TrainingRequest;
import dev.segue.schemas.Vectors;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes outcomes to their topics and returns when the broker has acknowledged all of them. */
final class Publisher {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  private final Producer<byte[], byte[]> producer;
  private final Topics topics;
  private final Backbone backbone;

  Publisher(Producer<byte[], byte[]> producer, Topics topics, Backbone backbone) {
    this.producer = producer;
    this.topics = topics;
    this.backbone = backbone;
  }

  /**
   * Publishes finished jobs in their order.
   *
   * @throws KafkaException if one of them could not be written; then none may be committed
   */
  void publish(List<Job> jobs) {
    List<Sent> sent = new ArrayList<>();
    for (Job job : jobs) {
      for (ProducerRecord<byte[], byte[]> record : records(job)) {
        sent.add(new Sent(job, producer.send(record)));
      }
    }
    producer.flush();
    sent.forEach(this::confirm);
  }

  private record Sent(Job job, Future<RecordMetadata> acknowledged) {}

  /**
   * Asks for a training round.
   *
   * @throws KafkaException if that could not be written
   */
  void requestRound() {
    String id = UUID.randomUUID().toString();
    TrainingRequest request =
        TrainingRequest.newBuilder()
            .setRequestId(id)
            .setRequestedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
            .build();
    await(
        producer.send(
            new ProducerRecord<>(
                topics.trainingRequests(),
                id.getBytes(StandardCharsets.UTF_8),
                Serdes.TRAINING_REQUEST.toBytes(request))));
  }

  private List<ProducerRecord<byte[], byte[]>> records(Job job) {
    Outcome outcome = job.outcome();
    byte[] key = job.record().key();
    if (outcome instanceof Outcome.Embedded embedded) {
      return List.of(
          new ProducerRecord<>(output(), key, Serdes.TRACK_EMBEDDING.toBytes(value(embedded))));
    }
    if (outcome instanceof Outcome.Withdrawn) {
      return List.of(new ProducerRecord<>(output(), key, null));
    }
    if (outcome instanceof Outcome.Refused refused) {
      LOG.warn(
          "{} offset {} is refused: {}", job.partition(), job.record().offset(), refused.message());
      ProducerRecord<byte[], byte[]> letter =
          DeadLetters.of(topics, job.record(), refused.exception(), refused.message());
      // What an earlier revision or record of the track gave is withdrawn.
      return TrackReader.isTrackId(key)
          ? List.of(new ProducerRecord<>(output(), key, null), letter)
          : List.of(letter);
    }
    return List.of();
  }

  private TrackEmbedding value(Outcome.Embedded embedded) {
    return TrackEmbedding.newBuilder()
        .setTrackId(embedded.trackId())
        .setBackbone(backbone.name())
        .setRevision(backbone.revision())
        .setDimension(backbone.dimension())
        .setVector(Vectors.encode(embedded.audio().vector()))
        .setAudioSha256(embedded.audio().sha256())
        .setEmbeddedAt(Instant.now())
        .build();
  }

  private String output() {
    return topics.trackEmbeddings(backbone.name());
  }

  private void confirm(Sent sent) {
    try {
      await(sent.acknowledged());
    } catch (RecordTooLargeException e) {
      // The headers of a dead letter can lift a record over the broker's limit.
      if (!(sent.job().outcome() instanceof Outcome.Refused refused)) {
        throw e;
      }
      await(producer.send(withoutValue(sent.job(), refused)));
    }
  }

  private ProducerRecord<byte[], byte[]> withoutValue(Job job, Outcome.Refused refused) {
    var record = job.record();
    return DeadLetters.of(
        topics,
        record.topic(),
        record.partition(),
        record.offset(),
        record.key(),
        null,
        null,
        refused.exception(),
        refused.message() + " (the value was too large to be kept here)");
  }

  private static void await(Future<RecordMetadata> acknowledged) {
    try {
      acknowledged.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException cause) {
        throw cause;
      }
      throw new KafkaException("a record could not be written", e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
