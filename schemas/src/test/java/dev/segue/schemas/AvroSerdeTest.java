// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvroSerdeTest {
  private static final Instant NOW = Instant.parse("2025-06-02T00:00:00Z");
  private static final PlayEvent PLAY =
      PlayEvent.newBuilder()
          .setEventId("e1")
          .setUserId("Zoë \uD83C\uDFB5")
          .setTrackId("t1")
          .setPlayedAt(Instant.parse("2025-06-01T12:00:00.123Z"))
          .setPlayedMs(1000L)
          .build();

  @Test
  void refusesBytesThatAreNoRecord() {
    Random random = new Random(7);
    for (int length = 0; length < 200; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      assertThatThrownBy(() -> Serdes.PLAY_EVENT.fromBytes(bytes))
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining("PlayEvent");
    }
  }

  @Test
  void refusesEveryTruncation() {
    byte[] whole = Serdes.PLAY_EVENT.toBytes(PLAY);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Serdes.PLAY_EVENT.fromBytes(cut))
          .isInstanceOf(SerializationException.class);
    }
  }

  @Test
  void neverFailsOtherwiseOnFlippedBits() {
    byte[] whole = Serdes.PLAY_EVENT.toBytes(PLAY);
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      try {
        assertThat(Serdes.PLAY_EVENT.fromBytes(flipped)).isNotNull();
      } catch (SerializationException expected) {
        assertThat(expected).hasMessageContaining("PlayEvent");
      }
    }
  }

  @Test
  void refusesTheRecordOfAnotherType() {
    byte[] play = Serdes.PLAY_EVENT.toBytes(PLAY);
    assertThatThrownBy(() -> Serdes.TRACK.fromBytes(play))
        .isInstanceOf(SerializationException.class);
  }

  @Test
  void readsWhatItWrote() {
    assertThat(Serdes.PLAY_EVENT.fromBytes(Serdes.PLAY_EVENT.toBytes(PLAY))).isEqualTo(PLAY);
  }

  @Test
  void takesNullForATombstone() {
    assertThat(Serdes.TRACK.toBytes(null)).isNull();
    assertThat(Serdes.TRACK.fromBytes(null)).isNull();
  }

  @Test
  void readsTheFirstReleasedVersion() throws Exception {
    Schema first = ReleasedSchemas.versions().get("TrainingRequest").get(0);
    var record =
        new GenericRecordBuilder(first).set("requestId", "r").set("requestedAt", 5L).build();
    ByteBuffer bytes = new BinaryMessageEncoder<>(new GenericData(), first).encode(record);
    byte[] array = new byte[bytes.remaining()];
    bytes.get(array);
    assertThat(Serdes.TRAINING_REQUEST.fromBytes(array).getRequestId()).isEqualTo("r");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\u0000b", "\uD83C"})
  void namesAnIdThatCannotBeOne(String id) {
    assertThat(Ids.problem("userId", id)).get().asString().startsWith("userId");
  }

  @Test
  void namesWhatIsWrongWithAPlay() {
    assertThat(Plays.problem(PLAY, NOW)).isEmpty();
    assertThat(Plays.problem(PlayEvent.newBuilder(PLAY).setPlayedMs(-1L).build(), NOW))
        .contains("playedMs is negative: -1");
    assertThat(
            Plays.problem(
                PlayEvent.newBuilder(PLAY).setPlayedAt(Instant.ofEpochMilli(-1)).build(), NOW))
        .get()
        .asString()
        .contains("playedAt");
    assertThat(Plays.problem(PlayEvent.newBuilder(PLAY).setTrackId("x".repeat(257)).build(), NOW))
        .contains("trackId is longer than 256 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2025-06-03T00:00:00.001Z", "2190-01-01T00:00:00Z", "+57391-02-20T09:20:00Z"})
  void refusesAPlayFromTheFuture(String playedAt) {
    PlayEvent play = PlayEvent.newBuilder(PLAY).setPlayedAt(Instant.parse(playedAt)).build();
    assertThat(Plays.problem(play, NOW))
        .get()
        .asString()
        .contains(playedAt, "more than 24 hours ahead of the clock here, 2025-06-02T00:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1970-01-01T00:00:00Z", "2025-06-02T14:00:00Z", "2025-06-03T00:00:00Z"})
  void takesAPlayWhoseClockIsADayAhead(String playedAt) {
    PlayEvent play = PlayEvent.newBuilder(PLAY).setPlayedAt(Instant.parse(playedAt)).build();
    assertThat(Plays.problem(play, NOW)).isEmpty();
  }

  @Test
  void countsAPlayAsCompletedOrSkippedByItsRatio() {
    var play = PlayEvent.newBuilder(PLAY).setTrackMs(1000L);
    assertThat(Plays.completed(play.setPlayedMs(900L).build())).isTrue();
    assertThat(Plays.completed(play.setPlayedMs(899L).build())).isFalse();
    assertThat(Plays.skipped(play.setPlayedMs(199L).build())).isTrue();
    assertThat(Plays.skipped(play.setPlayedMs(200L).build())).isFalse();
    assertThat(Plays.skipped(PlayEvent.newBuilder(PLAY).setFeedback(Feedback.SKIP).build()))
        .isTrue();
    assertThat(Plays.completed(PlayEvent.newBuilder(PLAY).setPlayedMs(null).build())).isFalse();
  }

  @Test
  void takesFeedbackThatIsNotToldForNone() {
    assertThat(Plays.liking(PlayEvent.newBuilder(PLAY).setFeedback(null).build())).isZero();
    assertThat(Plays.liking(PlayEvent.newBuilder(PLAY).setFeedback(Feedback.SKIP).build()))
        .isZero();
    assertThat(Plays.liking(PlayEvent.newBuilder(PLAY).setFeedback(Feedback.LIKE).build()))
        .isEqualTo(1);
    assertThat(Plays.liking(PlayEvent.newBuilder(PLAY).setFeedback(Feedback.DISLIKE).build()))
        .isEqualTo(-1);
  }

  @Test
  void refusesAVectorThatIsNotFiniteOrOfAnotherLength() {
    var embedding =
        TrackEmbedding.newBuilder()
            .setTrackId("t")
            .setBackbone("mfcc")
            .setRevision("1")
            .setDimension(2)
            .setAudioSha256("")
            .setEmbeddedAt(Instant.EPOCH);
    float[] vector = {1.5f, -2};
    assertThat(Vectors.decode(embedding.setVector(Vectors.encode(vector)).build()))
        .containsExactly(vector);
    float[] broken = {1, Float.NaN};
    assertThatThrownBy(() -> Vectors.decode(embedding.setVector(Vectors.encode(broken)).build()))
        .hasMessageContaining("must be finite");
    assertThatThrownBy(() -> Vectors.decode(embedding.setDimension(3).build()))
        .hasMessageContaining("3 values");
  }

  @Test
  void splitsAHistoryKeyInOneWay() {
    HistoryKey key = new HistoryKey("u:1", "t 2");
    assertThat(HistoryKey.parse(key.toString())).isEqualTo(key);
    assertThat(key.toString()).startsWith(HistoryKey.prefix("u:1"));
    assertThatThrownBy(() -> HistoryKey.parse("u")).isInstanceOf(IllegalArgumentException.class);
    assertThat(List.of(HistoryKey.partition("u:1", 4), HistoryKey.partition("u:1", 4)))
        .containsOnly(HistoryKey.partition("u:1", 4));
  }
}
