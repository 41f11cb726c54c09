// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import static dev.segue.embedder.EmbedderFixture.PARTITION;
import static dev.segue.embedder.EmbedderFixture.TOPICS;
import static dev.segue.embedder.EmbedderFixture.bytes;
import static dev.segue.embedder.EmbedderFixture.embedding;
import static dev.segue.embedder.EmbedderFixture.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.EngineException;
import dev.segue.schemas.DeadLetters;
import dev.segue.schemas.Vectors;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class EmbedderSessionTest {
  @TempDir Path folder;

  private final MockConsumer<byte[], byte[]> consumer = EmbedderFixture.consumer();
  private final MockProducer<byte[], byte[]> producer = EmbedderFixture.producer();
  private EmbedderFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = new EmbedderFixture(folder, Map.of("embedder.threads", "1"));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void commitsNothingThatTheBrokerDidNotAcknowledge() throws Exception {
    MockProducer<byte[], byte[]> failing = failing(new TimeoutException("no broker"));
    EmbedderSession session = fixture.session(consumer, failing);
    consumer.addRecord(fixture.record("a", fixture.tone("a", 1)));
    assertThatThrownBy(() -> runAll(session, 1)).isInstanceOf(TimeoutException.class);
    assertThat(committed(consumer)).isNull();
    assertThat(fixture.tracks("embedded")).isZero();
  }

  @Test
  void publishesFromTheCacheAgainWhenItDiesBeforeTheCommit() throws Exception {
    MockConsumer<byte[], byte[]> dying =
        new MockConsumer<>("earliest") {
          @Override
          public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
            throw new IllegalStateException("killed");
          }
        };
    EmbedderSession session = fixture.session(dying, producer);
    var record = fixture.record("a", fixture.tone("a", 1));
    dying.addRecord(record);
    assertThatThrownBy(() -> runUntil(session, () -> false)).hasMessage("killed");

    EmbedderSession next = fixture.session(consumer, producer);
    consumer.addRecord(record);
    runAll(next, 1);
    assertThat(committed(consumer).offset()).isEqualTo(1);
    var written = fixture.embeddings(producer);
    assertThat(written).hasSize(2);
    assertThat(embedding(written.get(1)).getVector())
        .isEqualTo(embedding(written.get(0)).getVector());
    assertThat(fixture.backbone.batches()).hasSize(1);
    assertThat(fixture.tracks("cached")).isEqualTo(1);
  }

  @Test
  void commitsAfterTheRebalanceThatKeptItFromCommitting() throws Exception {
    AtomicInteger commits = new AtomicInteger();
    MockConsumer<byte[], byte[]> rebalancing =
        new MockConsumer<>("earliest") {
          @Override
          public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
            if (commits.incrementAndGet() == 1) {
              throw new RebalanceInProgressException();
            }
            super.commitSync(offsets);
          }
        };
    EmbedderSession session = fixture.session(rebalancing, producer);
    rebalancing.addRecord(fixture.record("a", fixture.tone("a", 1)));
    runUntil(session, () -> commits.get() == 1);
    assertThat(committed(rebalancing)).isNull();
    runUntil(session, () -> committed(rebalancing) != null);
    assertThat(committed(rebalancing).offset()).isEqualTo(1);
    assertThat(fixture.embeddings(producer)).hasSize(1);
  }

  @Test
  void sendsWhatItRefusesToTheDeadLettersAndGoesOn() throws Exception {
    EmbedderSession session = fixture.session(consumer, producer);
    byte[] good = fixture.tone("good", 1);
    consumer.addRecord(fixture.record("a", bytes("not Avro")));
    consumer.addRecord(fixture.record(null, good));
    consumer.addRecord(fixture.record("b", good));
    consumer.addRecord(fixture.record("c", track("c", "audio/none.ogg", null)));
    consumer.addRecord(fixture.record("d", track("d", "../../etc/passwd", null)));
    consumer.addRecord(fixture.record("e", fixture.track("e", bytes("la ".repeat(999)), ".mp3")));
    consumer.addRecord(fixture.record("f", fixture.track("f", new byte[0], ".mp3")));
    String name =
        fixture.store.put("audio", "", new java.io.ByteArrayInputStream(new byte[9])).name();
    consumer.addRecord(fixture.record("g", track("g", name, "0".repeat(64))));
    consumer.addRecord(fixture.record("good", good));
    runAll(session, 9);

    assertThat(fixture.deadLetters(producer).stream().map(EmbedderSessionTest::reason))
        .containsExactly(
            "unreadable-record",
            "bad-id",
            "bad-id",
            "missing",
            "bad-audio-uri",
            "unreadable",
            "empty",
            "changed");
    assertThat(fixture.deadLetters(producer).get(0).value()).isEqualTo(bytes("not Avro"));
    assertThat(keys(fixture.embeddings(producer)))
        .containsExactly("a", "b", "c", "d", "e", "f", "g", "good");
    assertThat(fixture.embeddings(producer))
        .filteredOn(record -> record.value() == null)
        .as("withdrawn")
        .hasSize(7);
    assertThat(fixture.tracks("refused")).isEqualTo(8);
    assertThat(committed(consumer).offset()).isEqualTo(9);
  }

  @Test
  void keepsADeadLetterThatIsTooLargeWithoutItsValue() throws Exception {
    MockProducer<byte[], byte[]> strict =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
          @Override
          public synchronized void flush() {
            errorNext(new RecordTooLargeException("too large"));
          }

          @Override
          public synchronized java.util.concurrent.Future<
                  org.apache.kafka.clients.producer.RecordMetadata>
              send(ProducerRecord<byte[], byte[]> record) {
            var future = super.send(record);
            if (record.value() == null) {
              completeNext();
            }
            return future;
          }
        };
    EmbedderSession session = fixture.session(consumer, strict);
    consumer.addRecord(fixture.record("a", bytes("not Avro")));
    runAll(session, 1);
    assertThat(fixture.deadLetters(strict)).hasSize(2);
    assertThat(fixture.deadLetters(strict).get(1).key()).isEqualTo(bytes("a"));
    assertThat(header(fixture.deadLetters(strict).get(1), DeadLetters.MESSAGE))
        .contains("too large to be kept");
    assertThat(committed(consumer).offset()).isEqualTo(1);
  }

  @Test
  void triesTracksAloneWhenOneOfThemSpoilsTheirBatch() throws Exception {
    fixture.backbone.before(
        batch -> {
          if (batch.stream().anyMatch(waveform -> waveform.seconds() > 2)) {
            throw new IllegalStateException("a bug");
          }
        });
    EmbedderSession session = fixture.session(consumer, producer);
    consumer.addRecord(fixture.record("a", fixture.tone("a", 1)));
    consumer.addRecord(fixture.record("long", fixture.tone("long", 3)));
    consumer.addRecord(fixture.record("b", fixture.tone("b", 1.5)));
    runAll(session, 3);
    assertThat(keys(fixture.embeddings(producer))).containsExactly("a", "long", "b");
    assertThat(keys(fixture.deadLetters(producer))).containsExactly("long");
    assertThat(reason(fixture.deadLetters(producer).get(0))).isEqualTo("internal");
    assertThat(committed(consumer).offset()).isEqualTo(3);
  }

  @Test
  void leavesTracksToTheMemberThatTookTheirPartition() throws Exception {
    TopicPartition other = new TopicPartition(TOPICS.tracks(), 1);
    CountDownLatch rebalanced = new CountDownLatch(1);
    fixture.backbone.before(batch -> await(rebalanced));
    EmbedderSession session = fixture.session(consumer, producer);
    EmbedderFixture.begin(consumer, other);
    consumer.rebalance(List.of(PARTITION, other));
    consumer.addRecord(fixture.record(PARTITION, "kept", fixture.tone("kept", 1)));
    consumer.addRecord(fixture.record(other, "lost", fixture.tone("lost", 2)));
    consumer.schedulePollTask(() -> {});
    consumer.schedulePollTask(
        () -> {
          consumer.rebalance(List.of(PARTITION));
          rebalanced.countDown();
        });
    runAll(session, 1);
    assertThat(keys(fixture.embeddings(producer))).containsExactly("kept");
    assertThat(committed(consumer).offset()).isEqualTo(1);
  }

  @Test
  void keepsItsMembershipWhileABatchTakesLong() throws Exception {
    CountDownLatch polled = new CountDownLatch(3);
    fixture.backbone.before(batch -> await(polled));
    EmbedderSession session = fixture.session(consumer, producer);
    consumer.addRecord(fixture.record("a", fixture.tone("a", 1)));
    for (int i = 0; i < 4; i++) {
      consumer.schedulePollTask(polled::countDown);
    }
    runAll(session, 1);
    assertThat(consumer.paused()).isEmpty();
    assertThat(fixture.embeddings(producer)).hasSize(1);
  }

  @Test
  void hearsWhatWasThereBeforeTheRevisionAndAsksForARound() throws Exception {
    fixture.hearing().again();
    CountDownLatch shown = new CountDownLatch(1);
    fixture.backbone.before(batch -> await(shown));
    EmbedderSession session = fixture.sessionBefore(3, consumer, producer);
    for (String id : List.of("a", "b", "c")) {
      consumer.addRecord(fixture.record(id, fixture.tone(id, 1)));
    }
    session.runOnce();
    assertThat(fixture.hearing().text()).hasValue("hears 3 tracks for revision 1: 0 done");
    assertThat(fixture.hearing().remaining()).isEqualTo(3);
    assertThat(fixture.hearing().metadata(PARTITION, 2)).isEqualTo("again until 3");
    assertThat(fixture.hearing().metadata(PARTITION, 3)).isEmpty();
    shown.countDown();
    runAll(session, 3);
    runUntil(session, () -> fixture.hearing().text().isEmpty());
    assertThat(fixture.requests(producer)).hasSize(1);
    assertThat(committed(consumer).metadata()).isEmpty();
  }

  @Test
  void knowsAfterAKillHowFarTheHearingMustGo() throws Exception {
    MockConsumer<byte[], byte[]> restarted =
        EmbedderFixture.consumerAfter(new OffsetAndMetadata(1, "again until 3"));
    EmbedderSession session = fixture.sessionBefore(5, restarted, producer);
    fixture.record("heard", null);
    for (String id : List.of("b", "c", "d", "e")) {
      restarted.addRecord(fixture.record(id, fixture.tone(id, 1)));
    }
    assertThat(fixture.hearing().text()).hasValue("hears 3 tracks for revision 1: 1 done");
    runUntil(session, () -> fixture.hearing().text().isEmpty());
    runUntil(session, () -> committed(restarted).offset() == 5);
    assertThat(fixture.requests(producer)).hasSize(1);
  }

  @Test
  void asksForNothingWhereNoRevisionWasHeardBefore() throws Exception {
    EmbedderSession session = fixture.sessionBefore(1, consumer, producer);
    consumer.addRecord(fixture.record("a", fixture.tone("a", 1)));
    assertThat(fixture.hearing().text()).isPresent();
    runAll(session, 1);
    runUntil(session, () -> fixture.hearing().text().isEmpty());
    assertThat(fixture.requests(producer)).isEmpty();
  }

  @Test
  void asksForNothingWhereEverythingWasHeardBefore() throws Exception {
    MockConsumer<byte[], byte[]> restarted =
        EmbedderFixture.consumerAfter(new OffsetAndMetadata(0, ""));
    EmbedderSession session = fixture.sessionBefore(1, restarted, producer);
    restarted.addRecord(fixture.record("a", fixture.tone("a", 1)));
    assertThat(fixture.hearing().text()).isEmpty();
    runUntil(session, () -> committed(restarted).offset() == 1);
    assertThat(fixture.requests(producer)).isEmpty();
  }

  @Test
  void keepsTheOrderOfATracksVersions() throws Exception {
    EmbedderSession session = fixture.session(consumer, producer);
    consumer.addRecord(fixture.record("a", fixture.tone("a", 1)));
    consumer.addRecord(fixture.record("a", null));
    consumer.addRecord(fixture.record("a", fixture.tone("a", 2)));
    runAll(session, 3);
    var written = fixture.embeddings(producer);
    assertThat(keys(written)).containsExactly("a", "a", "a");
    assertThat(Vectors.decode(embedding(written.get(0)))[0]).isCloseTo(1, within(0.01f));
    assertThat(written.get(1).value()).isNull();
    assertThat(Vectors.decode(embedding(written.get(2)))[0]).isCloseTo(2, within(0.01f));
  }

  @Test
  void skipsATrackWithoutAudio() throws Exception {
    EmbedderSession session = fixture.session(consumer, producer);
    consumer.addRecord(fixture.record("a", track("a", null, null)));
    runAll(session, 1);
    assertThat(producer.history()).isEmpty();
    assertThat(fixture.tracks("no-audio-uri")).isEqualTo(1);
    assertThat(committed(consumer).offset()).isEqualTo(1);
  }

  @Test
  void embedsTogetherWhatWasDecodedWhileTheBackboneWasBusy() throws Exception {
    fixture.backbone.before(batch -> awaitDecoded(10));
    EmbedderSession session = fixture.session(consumer, producer);
    for (int i = 0; i < 10; i++) {
      consumer.addRecord(fixture.record("t" + i, fixture.pitch("t" + i, 300 + i)));
    }
    runAll(session, 10);
    // The first takes what is there when it begins: one track, or more on a busy machine.
    int first = fixture.backbone.batches().get(0);
    assertThat(fixture.backbone.batches().get(1)).isEqualTo(Math.min(8, 10 - first));
    assertThat(fixture.tracks("embedded")).isEqualTo(10);
    assertThat(keys(fixture.embeddings(producer)))
        .containsExactly("t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9");
    var embedding = embedding(fixture.embeddings(producer).get(0));
    assertThat(embedding.getTrackId()).isEqualTo("t0");
    assertThat(embedding.getBackbone()).isEqualTo("fake");
    assertThat(embedding.getRevision()).isEqualTo("1");
    assertThat(embedding.getAudioSha256()).hasSize(64);
  }

  @Test
  void publishesWhatIsDoneBeforeTheRestOfThePollIs() throws Exception {
    CountDownLatch published = new CountDownLatch(1);
    fixture.backbone.before(
        batch -> {
          if (batch.get(0).seconds() > 1.5) {
            await(published);
          }
        });
    EmbedderSession session = fixture.session(consumer, producer);
    consumer.addRecord(fixture.record("quick", fixture.tone("quick", 1)));
    consumer.addRecord(fixture.record("slow", fixture.tone("slow", 2)));
    runUntil(session, () -> fixture.embeddings(producer).size() == 1);
    published.countDown();
    runUntil(session, () -> committed(consumer).offset() == 2);
    assertThat(keys(fixture.embeddings(producer))).containsExactly("quick", "slow");
  }

  @Test
  void takesNoMoreWhileEnoughRecordsAreInWork() throws Exception {
    CountDownLatch paused = new CountDownLatch(1);
    fixture.backbone.before(batch -> await(paused));
    EmbedderSession session = fixture.session(consumer, producer);
    for (int i = 0; i < 40; i++) {
      consumer.addRecord(fixture.record("t" + i, fixture.tone("t" + i, 1)));
    }
    runUntil(session, () -> consumer.paused().contains(PARTITION));
    paused.countDown();
    runUntil(session, () -> committed(consumer) != null && committed(consumer).offset() == 40);
    runUntil(session, () -> consumer.paused().isEmpty());
  }

  @Test
  void failsWhenTheProcessIsShortOfMemory() throws Exception {
    fixture.backbone.before(
        batch -> {
          throw new OutOfMemoryError("Java heap space");
        });
    EmbedderSession session = fixture.session(consumer, producer);
    consumer.addRecord(fixture.record("a", fixture.tone("a", 1)));
    assertThatThrownBy(() -> runAll(session, 1)).hasRootCauseInstanceOf(OutOfMemoryError.class);
    assertThat(producer.history()).isEmpty();
    assertThat(committed(consumer)).isNull();
  }

  @Test
  void givesUpOnATrackThatTakesTheMemoryAtEveryAttempt() throws Exception {
    fixture.backbone.before(
        batch -> {
          throw new OutOfMemoryError("Java heap space");
        });
    var record = fixture.record("a", fixture.tone("a", 1));
    for (int attempt = 0; attempt < 5; attempt++) {
      MockConsumer<byte[], byte[]> begun = EmbedderFixture.consumer();
      EmbedderSession session = fixture.session(begun, producer);
      begun.addRecord(record);
      assertThatThrownBy(() -> runUntil(session, () -> false))
          .hasRootCauseInstanceOf(OutOfMemoryError.class);
    }
    EmbedderSession session = fixture.session(consumer, producer);
    consumer.addRecord(record);
    runAll(session, 1);
    assertThat(reason(fixture.deadLetters(producer).get(0))).isEqualTo("crashed");
  }

  @Test
  void refusesATrackThatAloneIsTooMuchForTheDevice() throws Exception {
    fixture.backbone.before(
        batch -> {
          throw new EngineException("CUDA out of memory. Tried to allocate 90.00 GiB");
        });
    EmbedderSession session = fixture.session(consumer, producer);
    consumer.addRecord(fixture.record("a", fixture.tone("a", 1)));
    runAll(session, 1);
    assertThat(reason(fixture.deadLetters(producer).get(0))).isEqualTo("out-of-memory");
  }

  private void awaitDecoded(int tracks) {
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> fixture.meters.timer("segue.embedder.decode").count() >= tracks);
  }

  /** Until all of so many records are published and committed. */
  private void runAll(EmbedderSession session, int records) {
    runUntil(session, () -> committed(consumer) != null && committed(consumer).offset() == records);
  }

  private static void runUntil(EmbedderSession session, BooleanSupplier done) {
    while (!done.getAsBoolean()) {
      session.runOnce();
    }
  }

  private static MockProducer<byte[], byte[]> failing(RuntimeException error) {
    return new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
      @Override
      public synchronized void flush() {
        while (errorNext(error)) {
          // Every record that waits fails.
        }
      }
    };
  }

  private static OffsetAndMetadata committed(MockConsumer<byte[], byte[]> consumer) {
    return consumer.committed(Set.of(PARTITION)).get(PARTITION);
  }

  private static List<String> keys(List<ProducerRecord<byte[], byte[]>> records) {
    return records.stream()
        .map(record -> new String(record.key(), StandardCharsets.UTF_8))
        .toList();
  }

  private static String reason(ProducerRecord<byte[], byte[]> deadLetter) {
    String message = header(deadLetter, DeadLetters.MESSAGE);
    return message.substring(0, message.indexOf(':'));
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
