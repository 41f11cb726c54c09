// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.ingest.publish.PlayPublisher;
import dev.segue.ingest.publish.TestProducers;
import dev.segue.ingest.reader.LogOptions;
import dev.segue.ingest.reader.Rejects;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.kafka.clients.producer.MockProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayerTest {
  @TempDir Path folder;

  private final MockProducer<String, byte[]> producer = TestProducers.willing();
  private final PlayPublisher publisher = new PlayPublisher(producer, Topics.standard());

  @Test
  void endsWhenItIsInterruptedWithAllPlaysAcknowledged() throws IOException {
    Path log = log(List.of(0, 59));
    Pace pace =
        new Pace(
            new Speed(1),
            Replayer.LONGEST_WAIT,
            () -> 0,
            nanos -> {
              throw new InterruptedException();
            });
    Replayer replayer = Replayer.builder(publisher).speed(new Speed(1)).pace(pace).build();
    assertThatThrownBy(() -> replayer.replay(log, LogOptions.NONE, Rejects.counting()))
        .isInstanceOf(InterruptedException.class);
    assertThat(producer.history()).hasSize(1);
    assertThat(producer.flushed()).isTrue();
  }

  @Test
  void tellsAnInterruptWhileReadingFromABrokenFile() throws IOException {
    Path log = log(List.of(0, 1));
    Thread.currentThread().interrupt();
    assertThatThrownBy(
            () ->
                Replayer.builder(publisher)
                    .build()
                    .replay(log, LogOptions.NONE, Rejects.counting()))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void refusesASpeedThatIsNone() {
    assertThatThrownBy(() -> Speed.parse("fast")).hasMessageContaining("give 'max', or a factor");
    assertThatThrownBy(() -> Speed.parse("0x")).hasMessageContaining("above 0");
    assertThatThrownBy(() -> Speed.parse("nan")).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 1000})
  void publishesInTheOrderOfTimeHoweverLittleMemoryThereIs(int rows) throws Exception {
    List<Integer> minutes = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 100; i++) {
      minutes.add(random.nextInt(60));
    }
    Path log = log(minutes);
    var report =
        Replayer.builder(publisher)
            .rowsInMemory(rows)
            .build()
            .replay(log, LogOptions.NONE, Rejects.counting());
    assertThat(report.plays()).isEqualTo(100);
    assertThat(TestProducers.plays(producer))
        .isSortedAccordingTo(
            Comparator.comparing(PlayEvent::getPlayedAt)
                // Plays of one minute keep the order of the log.
                .thenComparing(play -> Integer.valueOf(play.getTrackId())));
  }

  @Test
  void leavesOutWhatIsOutsideOfTheWantedTime() throws Exception {
    Path log = log(List.of(0, 1, 2, 3));
    var report =
        Replayer.builder(publisher)
            .from(minute(1))
            .until(minute(3))
            .build()
            .replay(log, LogOptions.NONE, Rejects.counting());
    assertThat(report.plays()).isEqualTo(2);
    assertThat(report.outside()).isEqualTo(2);
    assertThat(TestProducers.plays(producer))
        .extracting(PlayEvent::getPlayedAt)
        .containsExactly(minute(1), minute(2));
  }

  @Test
  void waitsAsLongAsTheSpeedWantsIt() throws Exception {
    List<Long> waits = new ArrayList<>();
    long[] now = {0};
    Speed speed = Speed.parse("60x");
    Pace pace =
        new Pace(
            speed,
            Replayer.LONGEST_WAIT,
            () -> now[0],
            nanos -> {
              waits.add(nanos);
              now[0] += nanos;
            });
    Replayer.builder(publisher)
        .speed(speed)
        .pace(pace)
        .build()
        .replay(log(List.of(0, 1, 1, 3)), LogOptions.NONE, Rejects.counting());
    assertThat(waits).containsExactly(1_000_000_000L, 2_000_000_000L);
  }

  @Test
  void shortensTheGapsOfALogAndSaysSo() throws Exception {
    List<Long> waits = new ArrayList<>();
    long[] now = {0};
    Speed speed = Speed.parse("60x");
    Pace pace =
        new Pace(
            speed,
            Duration.ofSeconds(10),
            () -> now[0],
            nanos -> {
              waits.add(nanos);
              now[0] += nanos;
            });
    Path log =
        Files.writeString(
            folder.resolve("log.csv"),
            """
            user,track,time
            u,a,2020-01-01 00:00
            u,b,2020-01-01 00:01
            u,c,2020-06-01 00:01
            u,d,2020-06-01 00:02
            """);
    var report =
        Replayer.builder(publisher)
            .speed(speed)
            .pace(pace)
            .build()
            .replay(log, LogOptions.NONE, Rejects.counting());
    assertThat(waits).containsExactly(1_000_000_000L, 10_000_000_000L, 1_000_000_000L);
    assertThat(report.shortenedGaps()).isEqualTo(1);
    // 152 days at 60 times real time, less the 10 s that were waited.
    assertThat(report.saved()).isEqualTo(Duration.ofSeconds(152 * 86_400 / 60 - 10));
  }

  @Test
  void countsRejectedRowsOnceThoughItReadsTheLogTwice() throws Exception {
    Path log = log(List.of(0, 1));
    Files.writeString(log, Files.readString(log) + "bad\n");
    var report =
        Replayer.builder(publisher).build().replay(log, LogOptions.NONE, Rejects.beside(log));
    assertThat(report.rejected()).isEqualTo(1);
    assertThat(report.rejectsFile()).isPresent();
  }

  @Test
  void replaysPlaysThatAreAtHand() throws Exception {
    List<PlayEvent> plays = List.of(play(2), play(0), play(1));
    assertThat(Replayer.builder(publisher).build().replay(plays).plays()).isEqualTo(3);
    assertThat(TestProducers.plays(producer)).containsExactly(play(0), play(1), play(2));
  }

  private static PlayEvent play(int minute) {
    return PlayEvent.newBuilder()
        .setEventId("e" + minute)
        .setUserId("u")
        .setTrackId("t")
        .setPlayedAt(minute(minute))
        .build();
  }

  private static Instant minute(int minute) {
    return Instant.parse("2020-01-01T00:00:00Z").plusSeconds(60L * minute);
  }

  private Path log(List<Integer> minutes) throws IOException {
    StringBuilder text = new StringBuilder("user\ttrack\ttime\n");
    for (int i = 0; i < minutes.size(); i++) {
      text.append(String.format(Locale.ROOT, "u\t%d\t2020-01-01 00:%02d:00\n", i, minutes.get(i)));
    }
    return Files.writeString(folder.resolve("log.tsv"), text);
  }
}
