// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.dlq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.app.CommandRun;
import dev.segue.broker.EmbeddedKafka;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.kafka.TopicReader;
import dev.segue.schemas.DeadLetters;
import dev.segue.schemas.Feedback;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.TopicAdmin;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Track;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code segue dlq} on a real broker. */
class DeadLettersIT {
  private static final String NO_AUDIO = "unreadable: the file is not in an audio format";
  private static final byte[] NOISE = {(byte) 0xff, 0, 1};

  @RegisterExtension final CommandRun command = new CommandRun();
  @TempDir Path folder;

  private final Topics topics = Topics.standard();
  private final String tracksLetters = topics.deadLetters(topics.tracks());
  private final String playsLetters = topics.deadLetters(topics.plays());
  private EmbeddedKafka broker;
  private KafkaSettings kafka;
  private KafkaProducer<byte[], byte[]> producer;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedKafka.start(folder.resolve("broker"));
    kafka = KafkaSettings.at(broker.bootstrapServers());
    try (Admin admin = Admin.create(kafka.admin())) {
      new TopicAdmin(admin).apply(topics.all(List.of("mfcc")));
    }
    producer =
        new KafkaProducer<>(
            kafka.producer(Map.of()), new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterEach
  void stop() {
    producer.close();
    broker.close();
  }

  @Test
  void namesKeyTitleAndFileOfARefusedTrack() throws Exception {
    refuse(send(topics.tracks(), "t1", track("t1", "Blue", "audio/blue.wma")), NO_AUDIO);
    assertThat(run("list")).isZero();
    assertThat(command.printed())
        .contains(tracksLetters + "/0/0")
        .contains("key t1, title Ann - Blue, file audio/blue.wma")
        .contains(NO_AUDIO);
    command.forget();
    assertThat(run("show", tracksLetters + "/0/0")).isZero();
    assertThat(command.printed()).contains("\"title\": \"Blue\"");
  }

  @Test
  void showsALetterThatIsNoRecordAtAll() throws Exception {
    refuse(send(topics.plays(), "u\u0007", NOISE), "not a readable PlayEvent");
    assertThat(run("list")).isZero();
    assertThat(command.printed()).contains("key u\u00b7");
    command.forget();
    assertThat(run("show", playsLetters + "/0/0")).isZero();
    assertThat(command.printed()).contains("0xff0001");
  }

  @Test
  void saysWhichLettersThereAreNot() {
    assertThat(run("show", tracksLetters + "/0/7")).isEqualTo(1);
    assertThat(command.errors()).contains("there is no dead letter " + tracksLetters + "/0/7");
    assertThat(run("show", "nonsense")).isEqualTo(2);
    assertThat(run("list", "--topic", "segue.trakcs.v1")).isEqualTo(1);
    assertThat(command.errors()).contains("segue.trakcs.v1", tracksLetters);
  }

  @Test
  void replaysAndDropsOnlyWhatIsNamed() {
    assertThat(run("replay")).isEqualTo(2);
    assertThat(run("drop")).isEqualTo(2);
    assertThat(run("drop", "--all", "--reason", "x")).isEqualTo(2);
    assertThat(command.errors()).contains("--all");
  }

  @Test
  void replaysALetterOnceWithItsKeyAndHeaders() throws Exception {
    ProducerRecord<byte[], byte[]> record = record(topics.plays(), "u", play("u", "e1"));
    record.headers().add("traceparent", new byte[] {1});
    refuse(send(record), "a passing trouble");
    refuse(send(topics.plays(), "v", play("v", "e2")), "another trouble");
    assertThat(run("replay", "--reason", "PASSING")).isZero();
    assertThat(run("replay", "--reason", "PASSING")).isZero();
    assertThat(command.printed()).contains("1 replayed").contains("1 left");

    List<ConsumerRecord<byte[], byte[]>> plays = read(topics.plays());
    assertThat(plays).hasSize(3);
    ConsumerRecord<byte[], byte[]> again =
        plays.stream()
            .filter(play -> text(play.key()).equals("u"))
            .max((a, b) -> Long.compare(a.offset(), b.offset()))
            .orElseThrow();
    assertThat(again.value()).isEqualTo(record.value());
    assertThat(again.headers()).extracting(header -> header.key()).containsExactly("traceparent");
    command.forget();
    assertThat(run("list", "--topic", topics.plays())).isZero();
    assertThat(command.printed()).contains("another trouble").doesNotContain("passing");
  }

  @Test
  void doesNotReplayATrackOverANewerOne() throws Exception {
    refuse(send(topics.tracks(), "t1", track("t1", "Old", "audio/old.mp3")), NO_AUDIO);
    refuse(send(topics.tracks(), "t2", track("t2", "Only", "audio/only.mp3")), NO_AUDIO);
    send(topics.tracks(), "t1", track("t1", "New", "audio/new.mp3"));
    assertThat(run("replay", "--topic", topics.tracks())).isZero();
    assertThat(command.printed()).contains("1 replayed, 1 superseded, 0 left");
    assertThat(read(topics.tracks()))
        .filteredOn(record -> text(record.key()).equals("t1"))
        .last()
        .satisfies(
            newest ->
                assertThat(Serdes.TRACK.fromBytes(newest.value()).getTitle()).isEqualTo("New"));
  }

  @Test
  void dropsByTopicReasonAndTimeAndFreesTheDisk() throws Exception {
    refuse(send(topics.tracks(), "t1", track("t1", "A", "a.mp3")), NO_AUDIO);
    refuse(send(topics.tracks(), "t2", track("t2", "B", "b.mp3")), "too-long: 3 hours");
    Instant later = Instant.now().plusSeconds(3600);
    assertThat(run("drop", "--topic", topics.tracks(), "--since", later)).isZero();
    assertThat(command.printed()).contains("0 dropped, 0 superseded, 2 left");
    assertThat(run("drop", "--reason", "audio format", "--before", later)).isZero();
    assertThat(openLetters(tracksLetters)).containsExactly("t2");
    assertThat(firstOffset(tracksLetters)).isEqualTo(1);
    assertThat(run("drop", tracksLetters + "/0/1")).isZero();
    assertThat(openLetters(tracksLetters)).isEmpty();
  }

  @Test
  void erasesTheLettersOfAListenerFromTheLogAndKeepsTheOthers() throws Exception {
    refuse(send(topics.plays(), "v", play("v", "e1")), "first");
    refuse(send(topics.plays(), "other", play("u", "e2")), "a foreign key");
    refuse(send(topics.plays(), "u", NOISE), "noise");
    refuse(send(topics.plays(), "w", play("w", "e3")), "last");
    try (DeadLetterActions actions = actions()) {
      assertThat(actions.erase("u")).isEqualTo(2);
      assertThat(actions.erase("u")).isZero();
    }
    assertThat(openLetters(playsLetters)).containsExactlyInAnyOrder("v", "w");
    assertThat(firstOffset(playsLetters)).isGreaterThanOrEqualTo(3);
    assertThat(read(playsLetters))
        .noneMatch(record -> record.key() != null && text(record.key()).equals("u"));
  }

  private int run(Object... args) {
    List<Object> all = new ArrayList<>(List.of("dlq"));
    all.addAll(List.of(args));
    all.addAll(List.of("--set", "kafka.bootstrap.servers=" + broker.bootstrapServers()));
    return command.in(folder.resolve("data"), all.toArray());
  }

  private DeadLetterActions actions() {
    return new DeadLetterActions(new DeadLetterTopics(kafka, topics, List.of("mfcc")), kafka);
  }

  private List<String> openLetters(String topic) throws Exception {
    List<String> keys = new ArrayList<>();
    new DeadLetterTopics(kafka, topics, List.of("mfcc"))
        .open(topic, letter -> keys.add(text(letter.key())));
    return keys;
  }

  private long firstOffset(String topic) throws Exception {
    long[] first = {Long.MAX_VALUE};
    read(topic).forEach(record -> first[0] = Math.min(first[0], record.offset()));
    return first[0];
  }

  private ConsumerRecord<byte[], byte[]> send(String topic, String key, byte[] value)
      throws Exception {
    return send(record(topic, key, value));
  }

  private ConsumerRecord<byte[], byte[]> send(ProducerRecord<byte[], byte[]> record)
      throws Exception {
    RecordMetadata sent = producer.send(record).get();
    ConsumerRecord<byte[], byte[]> read =
        new ConsumerRecord<>(
            sent.topic(), sent.partition(), sent.offset(), record.key(), record.value());
    record.headers().forEach(read.headers()::add);
    return read;
  }

  private void refuse(ConsumerRecord<byte[], byte[]> record, String reason) throws Exception {
    producer.send(DeadLetters.of(topics, record, "Refusal", reason)).get();
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, String key, byte[] value) {
    return new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value);
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String topic) throws Exception {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    TopicReader.committed(kafka.consumer(Map.of())).read(topic, records::add);
    return records;
  }

  private static byte[] track(String trackId, String title, String audio) {
    return Serdes.TRACK.toBytes(
        Track.newBuilder()
            .setTrackId(trackId)
            .setTitle(title)
            .setArtists(List.of("Ann"))
            .setAudioUri(audio)
            .build());
  }

  private static byte[] play(String userId, String eventId) {
    return Serdes.PLAY_EVENT.toBytes(
        PlayEvent.newBuilder()
            .setEventId(eventId)
            .setUserId(userId)
            .setTrackId("t")
            .setPlayedAt(Instant.EPOCH)
            .setFeedback(Feedback.NONE)
            .build());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
