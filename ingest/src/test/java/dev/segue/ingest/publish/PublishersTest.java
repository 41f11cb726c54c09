// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.ingest.IngestSettings;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.config.SettingsException;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Track;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class PublishersTest {
  private static final Instant PLAYED_AT = Instant.parse("2025-06-01T12:00:00Z");

  @Test
  void refusesAcksThatCouldLoseAnAcceptedEvent() {
    KafkaSettings kafka =
        Settings.builder()
            .declare(IngestSettings.class)
            .values(Map.of("kafka.producer.acks", "1"))
            .build()
            .kafka();
    assertThatThrownBy(() -> Producers.bulk(kafka))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("acks=1")
        .hasMessageContaining("remove it");
  }

  @Test
  void makesProducersWhoseTimeoutsFitTogether() {
    KafkaSettings kafka = KafkaSettings.at("localhost:1");
    IngestSettings settings =
        Settings.of(IngestSettings.class, Map.of("ingest.delivery-timeout", "1s"));
    Producers.gateway(kafka, settings).close(Duration.ZERO);
    Producers.bulk(kafka).close(Duration.ZERO);
  }

  @Test
  void tellsTheFirstFailureAtTheEndOfAStream() {
    var producer = TestProducers.waiting();
    PlayStream stream = new PlayStream(new PlayPublisher(producer, Topics.standard()));
    stream.publish(play(PLAYED_AT));
    stream.publish(play(PLAYED_AT));
    assertThat(producer.completeNext()).isTrue();
    assertThat(producer.errorNext(new TimeoutException("120000 ms passed"))).isTrue();
    assertThatThrownBy(stream::finish)
        .isInstanceOf(PublishException.class)
        .hasMessageContaining("took 1 plays")
        .hasMessageContaining("120000 ms passed")
        .hasMessageContaining("Run the same command again");
    assertThatThrownBy(() -> stream.publish(play(PLAYED_AT))).isInstanceOf(PublishException.class);
  }

  @Test
  void failsTheFutureWhenSendThrows() {
    var producer = TestProducers.willing();
    producer.sendException = new TimeoutException("no metadata");
    assertThat(new PlayPublisher(producer, Topics.standard()).publish(play(PLAYED_AT)))
        .isCompletedExceptionally();
  }

  @Test
  void publishesAPlayUnderItsListenerAtTheTimeItWasPlayed() {
    var producer = TestProducers.willing();
    new PlayPublisher(producer, Topics.of("other", 1)).publish(play(PLAYED_AT)).join();
    var record = producer.history().get(0);
    assertThat(record.topic()).isEqualTo("other.plays.v1");
    assertThat(record.key()).isEqualTo("u");
    assertThat(record.timestamp()).isEqualTo(PLAYED_AT.toEpochMilli());
    assertThat(Serdes.PLAY_EVENT.fromBytes(record.value())).isEqualTo(play(PLAYED_AT));
  }

  @Test
  void keepsTheRecordTimestampOutOfTheFutureButNotThePlay() {
    var producer = TestProducers.willing();
    Instant future = Instant.parse("2150-01-01T00:00:00Z");
    new PlayPublisher(producer, Topics.standard()).publish(play(future)).join();
    var record = producer.history().get(0);
    assertThat(record.timestamp()).isLessThanOrEqualTo(System.currentTimeMillis());
    assertThat(Serdes.PLAY_EVENT.fromBytes(record.value()).getPlayedAt()).isEqualTo(future);
  }

  @Test
  void takesATrackDownWithATombstone() {
    var producer = TestProducers.willing();
    TrackPublisher publisher = new TrackPublisher(producer, Topics.standard());
    Track track = Track.newBuilder().setTrackId("t").build();
    publisher.publish(track).join();
    publisher.remove("t").join();
    assertThat(Serdes.TRACK.fromBytes(producer.history().get(0).value())).isEqualTo(track);
    assertThat(producer.history().get(1).key()).isEqualTo("t");
    assertThat(producer.history().get(1).value()).isNull();
  }

  private static PlayEvent play(Instant at) {
    return PlayEvent.newBuilder()
        .setEventId("e")
        .setUserId("u")
        .setTrackId("t")
        .setPlayedAt(at)
        .build();
  }
}
