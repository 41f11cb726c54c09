// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import dev.segue.runtime.config.KafkaSettings;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Topics;
import dev.segue.schemas.TrainingReport;
import dev.segue.schemas.TrainingRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Asks a running trainer for a round and waits for its reports. Thread-safe. */
public final class TrainingRequests implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final List<String> configured;
  private final KafkaSettings kafka;
  private final Topics topics;
  private final KafkaProducer<String, TrainingRequest> producer;
  private final Admin admin;
  private final Map<String, Sent> sent = new ConcurrentHashMap<>();

  /** What was asked for, and where the reports topic ended before. */
  private record Sent(List<String> algorithms, Map<TopicPartition, Long> from) {}

  private TrainingRequests(List<String> configured, KafkaSettings kafka, Topics topics) {
    this.configured = List.copyOf(configured);
    this.kafka = kafka;
    this.topics = topics;
    this.producer =
        new KafkaProducer<>(
            kafka.producer(Map.of("acks", "all")),
            new StringSerializer(),
            Serdes.TRAINING_REQUEST.serializer());
    this.admin = Admin.create(kafka.admin());
  }

  /**
   * Connects to the trainer of these topics; the settings say what a round trains whose reports do
   * not.
   */
  public static TrainingRequests connect(
      TrainerSettings settings, KafkaSettings kafka, Topics topics) {
    return new TrainingRequests(settings.algorithms(), kafka, topics);
  }

  /**
   * Asks for a round.
   *
   * @param algorithms empty: all that the trainer is configured for
   * @param skipGate release whatever the acceptance gate says
   * @return the request's id, for {@link #await}
   * @throws KafkaException if the request was not acknowledged
   */
  public String request(List<String> algorithms, boolean skipGate) throws InterruptedException {
    List<String> wanted = algorithms.stream().distinct().toList();
    String id = UUID.randomUUID().toString();
    sent.put(id, new Sent(wanted, ends()));
    TrainingRequest request =
        new TrainingRequest(id, Instant.now().truncatedTo(ChronoUnit.MILLIS), wanted, skipGate);
    try {
      producer.send(new ProducerRecord<>(topics.trainingRequests(), id, request)).get();
    } catch (ExecutionException e) {
      throw new KafkaException("the training request was not accepted", e.getCause());
    }
    return id;
  }

  /**
   * Waits until every algorithm of a request has reported.
   *
   * @return the reports, in the order in which the round trains
   * @throws IllegalArgumentException if this client has not made the request
   * @throws TimeoutException if a report is missing when the time is over; it names which
   */
  public List<TrainingReport> await(String requestId, Duration timeout) throws TimeoutException {
    Sent request = sent.get(requestId);
    if (request == null) {
      throw new IllegalArgumentException("the request " + requestId + " was not made here");
    }
    RoundReports reports = new RoundReports(requestId, request.algorithms(), configured);
    Deadline deadline = new Deadline(timeout);
    try (KafkaConsumer<String, byte[]> consumer = reportsConsumer()) {
      consumer.assign(request.from().keySet());
      request.from().forEach(consumer::seek);
      while (!reports.isComplete()) {
        consumer.poll(POLL).forEach(record -> keep(record, reports));
        if (deadline.isOver() && !reports.isComplete()) {
          throw new TimeoutException(reports.missing());
        }
      }
    }
    sent.remove(requestId);
    return reports.inOrder();
  }

  /**
   * Waits until every play that is in its topic now is counted in the histories.
   *
   * @throws TimeoutException if some are not when the time is over
   * @throws KafkaException if the broker cannot be asked
   */
  public void awaitCounted(Duration timeout) throws InterruptedException, TimeoutException {
    Deadline deadline = new Deadline(timeout);
    try (CountedPlays counted = CountedPlays.now(admin, kafka, topics)) {
      for (long left = counted.missing(); left > 0; left = counted.missing()) {
        if (deadline.isOver()) {
          throw new TimeoutException(left + " plays are not counted yet; is the trainer running?");
        }
        Thread.sleep(POLL.toMillis());
      }
    }
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
  }

  private Map<TopicPartition, Long> ends() {
    try (KafkaConsumer<String, byte[]> consumer = reportsConsumer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topics.trainingReports()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      return consumer.endOffsets(partitions);
    }
  }

  private KafkaConsumer<String, byte[]> reportsConsumer() {
    Map<String, Object> properties =
        kafka.consumer(Map.of("isolation.level", "read_committed", "enable.auto.commit", "false"));
    properties.remove("group.id");
    return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private static void keep(ConsumerRecord<String, byte[]> record, RoundReports reports) {
    TrainingReport report = Serdes.TRAINING_REPORT.fromBytes(record.value());
    if (report != null) {
      reports.add(report);
    }
  }

  /** A moment in the future. */
  private static final class Deadline {
    private final long at;

    Deadline(Duration timeout) {
      at = System.nanoTime() + timeout.toNanos();
    }

    boolean isOver() {
      return System.nanoTime() - at >= 0;
    }
  }
}
