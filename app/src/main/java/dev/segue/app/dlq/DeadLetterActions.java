// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.dlq;

import dev.segue.runtime.config.KafkaSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Settles dead letters: publishes them again on the topic that refused them, or drops them.
 *
 * <p>A letter and the mark that settles it are written in one transaction. Runs on the same topic
 * share a transactional id, so the broker fences a run that was killed before the next one starts.
 */
public final class DeadLetterActions implements AutoCloseable {
  // Letters in one transaction: some MB at most, for letters as large as a record may be.
  private static final int BATCH = 200;

  private final DeadLetterTopics topics;
  private final KafkaSettings kafka;
  private final Admin admin;

  /** Works on these topics. */
  public DeadLetterActions(DeadLetterTopics topics, KafkaSettings kafka) {
    this.topics = topics;
    this.kafka = kafka;
    this.admin = Admin.create(kafka.admin());
  }

  /**
   * What became of the letters of one topic.
   *
   * @param settled letters that were replayed or dropped
   * @param superseded letters that were not replayed because a newer record of their key is there
   * @param left letters that stay open
   */
  public record Result(String topic, int settled, int superseded, int left) {}

  /**
   * Publishes letters again. A letter of a compacted topic whose key has a newer record is settled
   * without being published: it would undo what came later.
   */
  public List<Result> replay(LetterFilter filter) throws IOException, InterruptedException {
    List<Result> results = new ArrayList<>();
    for (String topic : topics.names(filter)) {
      NewerRecords newer = NewerRecords.of(kafka, admin, topic, topics, filter);
      results.add(
          settle(
              topic,
              letter -> filter.test(letter) && letter.hasOrigin(),
              (letter, transaction) -> {
                if (newer.than(letter)) {
                  transaction.send(Settlements.mark(letter.id(), "superseded"));
                  return false;
                }
                transaction.send(letter.original());
                transaction.send(Settlements.mark(letter.id(), "replayed"));
                return true;
              }));
    }
    return results;
  }

  /** Drops letters. */
  public List<Result> drop(LetterFilter filter) throws IOException, InterruptedException {
    List<Result> results = new ArrayList<>();
    for (String topic : topics.names(filter)) {
      results.add(
          settle(
              topic,
              filter,
              (letter, transaction) -> {
                transaction.send(Settlements.mark(letter.id(), "dropped"));
                return true;
              }));
    }
    return results;
  }

  /**
   * Removes the letters of a listener from the disk of the broker, not only from the lists: open
   * letters that lie before them are copied to the end of the topic first.
   *
   * @return how many there were
   */
  public int erase(String userId) throws IOException, InterruptedException {
    return erase(letter -> LetterContent.isOf(letter, userId));
  }

  /** Does the same for the letters with this key. */
  public int eraseKey(String key) throws IOException, InterruptedException {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return erase(letter -> Arrays.equals(letter.key(), bytes));
  }

  private int erase(Predicate<Letter> victim) throws IOException, InterruptedException {
    int erased = 0;
    for (String topic : topics.names(LetterFilter.ALL)) {
      long[] last = {-1};
      topics.open(
          topic,
          letter -> {
            if (victim.test(letter)) {
              last[0] = letter.id().offset();
            }
          });
      if (last[0] < 0) {
        continue;
      }
      Result result =
          settle(
              topic,
              letter -> letter.id().offset() <= last[0],
              (letter, transaction) -> {
                boolean theirs = victim.test(letter);
                if (!theirs) {
                  transaction.send(letter.copy());
                }
                transaction.send(Settlements.mark(letter.id(), theirs ? "erased" : "moved"));
                return theirs;
              });
      erased += result.settled();
    }
    return erased;
  }

  /** Settles one letter within the transaction; whether it counts as settled. */
  private interface Step {
    boolean settle(Letter letter, Transaction transaction);
  }

  private Result settle(String topic, Predicate<Letter> wanted, Step step)
      throws IOException, InterruptedException {
    int[] counts = new int[3];
    try (KafkaProducer<byte[], byte[]> producer = producer(topic)) {
      producer.initTransactions();
      Transaction transaction = new Transaction(producer);
      topics.open(
          topic,
          letter -> {
            if (!wanted.test(letter)) {
              counts[2]++;
              return;
            }
            transaction.next();
            counts[step.settle(letter, transaction) ? 0 : 1]++;
          });
      transaction.commit();
    }
    truncate(topic);
    return new Result(topic, counts[0], counts[1], counts[2]);
  }

  /** Frees the disk up to the first letter that is still open. */
  private void truncate(String topic) throws IOException, InterruptedException {
    Map<TopicPartition, Long> firstOpen = new HashMap<>();
    topics.open(
        topic,
        letter ->
            firstOpen.merge(
                new TopicPartition(topic, letter.id().partition()),
                letter.id().offset(),
                Math::min));
    Map<TopicPartition, RecordsToDelete> delete = new HashMap<>();
    try {
      for (var partition :
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions()) {
        TopicPartition at = new TopicPartition(topic, partition.partition());
        // -1 is the high watermark.
        delete.put(at, RecordsToDelete.beforeOffset(firstOpen.getOrDefault(at, -1L)));
      }
      admin.deleteRecords(delete).all().get();
    } catch (ExecutionException e) {
      throw new KafkaException("cannot delete settled letters of " + topic, e.getCause());
    }
  }

  private KafkaProducer<byte[], byte[]> producer(String topic) {
    return new KafkaProducer<>(
        kafka.producer(Map.of("acks", "all", "transactional.id", topic + ".settle")),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** Transactions of a bounded number of letters. */
  private static final class Transaction {
    private final KafkaProducer<byte[], byte[]> producer;
    private int letters;

    Transaction(KafkaProducer<byte[], byte[]> producer) {
      this.producer = producer;
    }

    void next() {
      if (letters == BATCH) {
        commit();
      }
      if (letters++ == 0) {
        producer.beginTransaction();
      }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The commit fails if a send failed.
    void send(ProducerRecord<byte[], byte[]> record) {
      producer.send(record);
    }

    void commit() {
      if (letters > 0) {
        producer.commitTransaction();
        letters = 0;
      }
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
