// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AudioMemoryTest {
  @TempDir Path folder;
  private final ExecutorService threads = Executors.newFixedThreadPool(8);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void refusesABudgetOfNothing() {
    assertThatThrownBy(() -> AudioMemory.of(0)).hasMessageContaining("must be positive");
  }

  @Test
  void letsASecondTrackWaitForTheFirst() {
    AudioMemory memory = AudioMemory.of(1000);
    AudioMemory.Share first = memory.open();
    first.require(100);
    AudioMemory.Share second = memory.open();
    Future<Long> waiting = threads.submit(() -> second.require(100));
    assertThat(memory.held()).isEqualTo(800);
    assertThat(waiting).isNotDone();
    first.close();
    await().until(waiting::isDone);
    assertThat(memory.held()).isEqualTo(800);
  }

  @Test
  void neverLetsTheOldestTrackWait() {
    AudioMemory memory = AudioMemory.of(1000);
    AudioMemory.Share first = memory.open();
    AudioMemory.Share second = memory.open();
    second.require(125);
    first.require(10_000);
    assertThat(memory.held()).isEqualTo(81_000);
  }

  @Test
  void givesBackWhatIsNotKept() {
    AudioMemory memory = AudioMemory.of(1000);
    AudioMemory.Share share = memory.open();
    share.require(100);
    share.keep(10);
    assertThat(memory.held()).isEqualTo(80);
    share.keep(50);
    assertThat(memory.held()).isEqualTo(80);
    share.close();
    share.close();
    assertThat(memory.held()).isZero();
  }

  @Test
  void holdsTheBudgetAndOneTrackAtMostHoweverTheyGrow() throws Exception {
    AudioMemory memory = AudioMemory.of(10_000);
    AtomicLong most = new AtomicLong();
    List<Future<?>> tracks = new ArrayList<>();
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      tracks.add(
          threads.submit(
              () -> {
                try (AudioMemory.Share share = memory.open()) {
                  for (int samples = 1; samples <= 1000; samples += 1 + random.nextInt(400)) {
                    share.require(samples);
                    most.accumulateAndGet(memory.held(), Math::max);
                  }
                }
              }));
    }
    for (Future<?> track : tracks) {
      track.get(60, TimeUnit.SECONDS);
    }
    assertThat(most.get()).isBetween(8000L, 10_000L + 8000L);
    assertThat(memory.held()).isZero();
  }

  @Test
  void countsNoWaitingAsTimeOfDecoding() throws Exception {
    Path song = Files.write(folder.resolve("song.wav"), Wav.of(8000, 1).tone(440, 1));
    AudioDecoder decoder =
        new AudioDecoder(
            new DecodeLimits(Duration.ofMinutes(1), 2, 1 << 20, Duration.ofSeconds(2)));
    AudioMemory memory = AudioMemory.of(1000);
    AudioMemory.Share before = memory.open();
    before.require(125);
    Future<Waveform> decoded =
        threads.submit(() -> decoder.decode(song, 8000, Clip.WHOLE, memory.open()));
    long start = System.nanoTime();
    await().until(() -> System.nanoTime() - start > Duration.ofMillis(2500).toNanos());
    assertThat(decoded).isNotDone();
    before.close();
    assertThat(decoded.get(30, TimeUnit.SECONDS).seconds()).isEqualTo(1);
    assertThat(memory.held()).as("what the waveform takes").isEqualTo(8 * 8000L);
  }
}
