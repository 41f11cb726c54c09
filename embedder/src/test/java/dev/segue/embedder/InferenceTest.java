// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.djl.engine.EngineException;
import dev.segue.embedder.audio.Waveform;
import dev.segue.runtime.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class InferenceTest {
  private final FakeBackbone backbone = new FakeBackbone();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final CountDownLatch busy = new CountDownLatch(1);
  private Inference inference;

  @AfterEach
  void close() {
    busy.countDown();
    inference.close();
  }

  @Test
  void halvesABatchForWhichTheDeviceIsTooSmallAndRemembersIt() {
    afterTheFirst(
        batch -> {
          if (batch.size() > 3) {
            throw new EngineException("CUDA out of memory. Tried to allocate 2.00 GiB");
          }
        });
    open(Map.of());
    List<CompletableFuture<float[]>> vectors = hear(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    busy.countDown();
    vectors.forEach(vector -> assertThat(vector.join()).containsExactly(1, 1));
    assertThat(backbone.batches()).containsExactly(1, 8, 4, 2, 2, 4, 2, 2, 2);
    assertThat(meters.counter("segue.embedder.batch.halved").count()).isEqualTo(3);
  }

  @Test
  void halvesABatchForWhichDirectMemoryIsShort() {
    afterTheFirst(
        batch -> {
          if (batch.size() > 1) {
            throw new OutOfMemoryError("Cannot reserve 9 bytes of direct buffer memory");
          }
        });
    open(Map.of());
    List<CompletableFuture<float[]>> vectors = hear(1, 1, 1);
    busy.countDown();
    vectors.forEach(vector -> assertThat(vector.join()).containsExactly(1, 1));
  }

  @Test
  void failsAClipForWhichMemoryIsShortEvenAlone() {
    afterTheFirst(
        batch -> {
          if (batch.get(0).seconds() == 2) {
            throw new EngineException("CUDA out of memory.");
          }
        });
    open(Map.of());
    List<CompletableFuture<float[]>> vectors = hear(1, 2, 1);
    busy.countDown();
    assertThatThrownBy(vectors.get(1)::join).hasCauseInstanceOf(EngineException.class);
    assertThat(vectors.get(2).join()).containsExactly(1, 1);
  }

  @Test
  void failsAllOfABatchOfWhichTheHeapIsFull() {
    afterTheFirst(
        batch -> {
          throw new OutOfMemoryError("Java heap space");
        });
    open(Map.of());
    List<CompletableFuture<float[]>> vectors = hear(1, 1, 1);
    busy.countDown();
    assertThatThrownBy(vectors.get(1)::join).hasCauseInstanceOf(OutOfMemoryError.class);
    assertThatThrownBy(vectors.get(2)::join).hasCauseInstanceOf(OutOfMemoryError.class);
    assertThat(backbone.batches()).containsExactly(1, 2);
  }

  @Test
  void hearsClipsOfOneLengthTogetherTheOldestFirst() {
    afterTheFirst(batch -> {});
    open(Map.of("embedder.batch-size", "3"));
    List<CompletableFuture<float[]>> vectors = hear(9, 1, 2, 1, 2, 1, 1);
    busy.countDown();
    vectors.forEach(CompletableFuture::join);
    assertThat(backbone.batches()).containsExactly(1, 3, 2, 1);
  }

  @Test
  void keepsABatchWithinItsAudio() {
    afterTheFirst(batch -> {});
    open(Map.of("embedder.batch-audio", "5s"));
    List<CompletableFuture<float[]>> vectors = hear(1, 2, 2, 2, 7);
    busy.countDown();
    vectors.forEach(CompletableFuture::join);
    assertThat(backbone.batches()).containsExactly(1, 2, 1, 1);
  }

  @Test
  void hearsAnUrgentClipBeforeThoseThatWait() {
    List<Double> heard = new ArrayList<>();
    afterTheFirst(batch -> heard.add(batch.get(0).seconds()));
    open(Map.of());
    List<CompletableFuture<float[]>> vectors = hear(1, 2, 3);
    vectors.add(inference.hear(clip(4), true));
    busy.countDown();
    vectors.forEach(CompletableFuture::join);
    assertThat(heard).containsExactly(4.0, 2.0, 3.0);
  }

  @Test
  void holdsDecodingBackWhileTooMuchAudioWaits() throws Exception {
    afterTheFirst(batch -> {});
    open(Map.of("embedder.buffer-audio", "3s"));
    hear(1, 1);
    inference.awaitRoom();
    CompletableFuture<float[]> last = hear(2).get(0);
    assertThat(meters.get("segue.embedder.waiting").gauge().value()).isEqualTo(4);
    CompletableFuture<Void> decoder = CompletableFuture.runAsync(inference::awaitRoom);
    assertThatThrownBy(() -> decoder.get(100, TimeUnit.MILLISECONDS))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);
    busy.countDown();
    decoder.join();
    last.join();
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> meters.get("segue.embedder.waiting").gauge().value() == 0);
  }

  @Test
  void letsDecodersGoWhenItStops() {
    afterTheFirst(batch -> {});
    open(Map.of("embedder.buffer-audio", "1s"));
    List<CompletableFuture<float[]>> vectors = hear(1, 1);
    CompletableFuture<Void> decoder = CompletableFuture.runAsync(inference::awaitRoom);
    inference.stop();
    decoder.join();
    assertThatThrownBy(vectors.get(1)::join).hasMessageContaining("closed");
    assertThatThrownBy(hear(1).get(0)::join).hasMessageContaining("closed");
    busy.countDown();
    assertThat(vectors.get(0).join()).containsExactly(1, 1);
  }

  @Test
  void closesTheBackboneWhenNothingIsInIt() {
    afterTheFirst(batch -> {});
    open(Map.of());
    CompletableFuture<float[]> vector = hear(1).get(0);
    inference.stop();
    assertThat(backbone.isClosed()).isFalse();
    busy.countDown();
    vector.join();
    inference.close();
    assertThat(backbone.isClosed()).isTrue();
  }

  @Test
  void callsAParallelBackboneOnAllThreadsAtATime() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    backbone
        .parallel()
        .before(
            batch -> {
              try {
                both.await(120, TimeUnit.SECONDS);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    inference = inference(Map.of());
    CompletableFuture<float[]> other =
        CompletableFuture.supplyAsync(() -> inference.hear(clip(1), false).join());
    assertThat(inference.hear(clip(2), false).join()).containsExactly(2, 1);
    assertThat(other.join()).containsExactly(1, 1);
  }

  /** The first batch keeps the backbone until {@link #busy} is counted down. */
  private void afterTheFirst(Consumer<List<Waveform>> then) {
    backbone.before(
        batch -> {
          if (backbone.batches().size() > 1) {
            then.accept(batch);
            return;
          }
          try {
            busy.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void open(Map<String, String> settings) {
    inference = inference(settings);
  }

  private Inference inference(Map<String, String> settings) {
    return Inference.of(
        backbone, Settings.of(EmbedderSettings.class, settings), new EmbedderMetrics(meters));
  }

  /** Brings clips of so many seconds; the first is in the backbone before the others come. */
  private List<CompletableFuture<float[]>> hear(int... seconds) {
    List<CompletableFuture<float[]>> vectors = new ArrayList<>();
    for (int each : seconds) {
      vectors.add(inference.hear(clip(each), false));
      await()
          .pollInterval(Duration.ofMillis(1))
          .until(() -> !backbone.batches().isEmpty() || vectors.get(0).isDone());
    }
    return vectors;
  }

  private static Waveform clip(int seconds) {
    return new Waveform(new float[seconds * FakeBackbone.RATE], FakeBackbone.RATE);
  }
}
