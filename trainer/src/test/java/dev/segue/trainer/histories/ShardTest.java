// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.histories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.recommenders.TrainingSet;
import dev.segue.trainer.RandomPlays;
import dev.segue.trainer.plays.Play;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws Exception {
    file = folder.resolve("rounds/1/shard-0-of-1.bin");
    Map<String, Map<String, TrackHistory>> histories = new TreeMap<>();
    RandomPlays.of(1, 200, 3, 5).stream()
        .map(Play::of)
        .forEach(
            play ->
                histories
                    .computeIfAbsent(play.userId + "\uD83C\uDFB5", user -> new TreeMap<>())
                    .computeIfAbsent(play.trackId, track -> new TrackHistory())
                    .add(play, 100));
    try (ShardWriter writer = new ShardWriter(file)) {
      for (var listener : histories.entrySet()) {
        writer.write(listener.getKey(), listener.getValue().entrySet());
      }
      writer.finish();
    }
  }

  @Test
  void refusesAFileThatEndsTooSoon() throws Exception {
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 7) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> read())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("shard-0-of-1.bin")
          .hasMessageContaining("train again");
    }
  }

  @Test
  void leavesOutTimesThatNoPlayCanHave() throws Exception {
    TrackHistory history = new TrackHistory();
    for (String time :
        List.of("2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z", "2190-01-01T00:00:00Z")) {
      Play play = Play.of(RandomPlays.of(1, 1, 1, 1).get(0));
      play.playedAt = Instant.parse(time).toEpochMilli();
      history.add(play, 100);
    }
    try (ShardWriter writer = new ShardWriter(file)) {
      writer.write("u", Map.of("t", history).entrySet());
      writer.finish();
    }
    long newest = Instant.parse("2025-02-01T00:00:00Z").toEpochMilli();
    assertThat(read())
        .flatExtracting(TrainingSet.Listener::interactions)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.heard().lastPlayedAt()).isEqualTo(newest);
              assertThat(one.heard().plays()).isEqualTo(3);
              assertThat(one.playedAt()).hasSize(2).endsWith(newest);
            });
  }

  @Test
  void refusesAFileWithAFlippedBit() throws Exception {
    byte[] whole = Files.readAllBytes(file);
    for (int at = 0; at < whole.length; at += 5) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 4;
      Files.write(file, damaged);
      assertThatThrownBy(() -> read()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void refusesAnotherVersionOfTheFormat() throws Exception {
    byte[] whole = Files.readAllBytes(file);
    ByteBuffer.wrap(whole).putInt(Integer.BYTES, 99);
    Files.write(file, whole);
    assertThatThrownBy(() -> read()).hasMessageContaining("version 99");
  }

  @Test
  void saysWhichFileIsMissing() {
    assertThatThrownBy(() -> new ShardReader().read(folder.resolve("none.bin")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("none.bin");
  }

  @Test
  void leavesNothingBehindWhenItIsNotFinished() throws Exception {
    Path other = folder.resolve("rounds/2/shard-0-of-1.bin");
    new ShardWriter(other).close();
    assertThat(other.getParent()).isEmptyDirectory();
  }

  @Test
  void readsBackWhatWasWritten() throws Exception {
    List<TrainingSet.Listener> listeners = read();
    assertThat(listeners)
        .extracting(TrainingSet.Listener::userId)
        .containsExactly("u0\uD83C\uDFB5", "u1\uD83C\uDFB5", "u2\uD83C\uDFB5");
    assertThat(new TrainingSet(listeners).plays()).isEqualTo(200);
    assertThat(listeners)
        .flatExtracting(TrainingSet.Listener::interactions)
        .allSatisfy(
            i -> {
              assertThat(i.playedAt()).hasSize(i.heard().plays()).isSorted();
              assertThat(i.playedAt()[0]).isEqualTo(i.heard().firstPlayedAt());
            });
  }

  private List<TrainingSet.Listener> read() throws IOException {
    return new ShardReader().read(file);
  }
}
