// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.segue.embedder.audio.AudioException;
import dev.segue.embedder.audio.Wav;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.mert.Mert;
import dev.segue.embedder.backbone.mfcc.Mfcc104;
import dev.segue.embedder.backbone.wav2vec2.SmallModel;
import dev.segue.embedder.cache.EmbeddingCache;
import dev.segue.runtime.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many files at a time are heard as each would be alone. */
@Timeout(300)
class ManyFilesTest {
  private static final double[] SECONDS = {1, 0.5, 1, 1, 0.25, 0.5, 1, 1, 0.5};

  @TempDir Path folder;
  private final List<Path> files = new ArrayList<>();
  private final List<Path> refused = new ArrayList<>();
  private final List<float[]> vectors = new ArrayList<>();
  private final List<Boolean> known = new ArrayList<>();

  @BeforeEach
  void write() throws Exception {
    for (int i = 0; i < SECONDS.length; i++) {
      byte[] tone = Wav.of(FakeBackbone.RATE, 1).tone(220 + 50 * i, SECONDS[i]);
      files.add(Files.write(folder.resolve(i + ".wav"), tone));
    }
  }

  @Test
  void saysWhatTheBackboneFailedWith() {
    FakeBackbone backbone = new FakeBackbone();
    backbone.before(
        batch -> {
          throw new IllegalStateException("a bug");
        });
    try (TrackEmbedder embedder = TrackEmbedder.create(settings(), backbone)) {
      assertThatThrownBy(() -> embedAll(embedder)).hasMessage("a bug");
    }
  }

  @Test
  void refusesAFileAndGoesOn() throws Exception {
    files.add(4, Files.writeString(folder.resolve("broken.wav"), "no audio"));
    try (TrackEmbedder embedder = TrackEmbedder.create(settings(), Mfcc104.standard())) {
      embedAll(embedder);
    }
    assertThat(refused).containsExactly(files.get(4));
    assertThat(vectors).hasSize(SECONDS.length);
  }

  @Test
  void hearsEachAsAloneWhereTheDecodersAreTheBackbone() throws Exception {
    hearsAsAlone(Mfcc104.standard());
  }

  @Test
  void hearsEachAsAloneThroughANetwork() throws Exception {
    hearsAsAlone(SmallModel.in(folder.resolve("model"), Mert.V1_95M).open());
  }

  @Test
  void hearsFilesOfOneLengthTogether() throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    FakeBackbone backbone = new FakeBackbone();
    CountDownLatch decoded = new CountDownLatch(1);
    backbone.before(
        batch -> {
          // The first batch lasts until all files are decoded.
          if (backbone.batches().size() == 1) {
            await()
                .atMost(Duration.ofMinutes(4))
                .until(() -> meters.get("segue.embedder.waiting").gauge().value() > 6.7);
          }
          decoded.countDown();
        });
    EmbeddingCache cache = EmbeddingCache.open(folder.resolve("cache"), 1 << 20);
    try (TrackEmbedder embedder =
        TrackEmbedder.create(settings(), backbone, cache, new EmbedderMetrics(meters))) {
      embedAll(embedder);
      assertThat(decoded.await(1, TimeUnit.MINUTES)).isTrue();
      assertThat(backbone.batches()).anyMatch(size -> size > 1);
      assertThat(backbone.batches().size()).isLessThan(SECONDS.length);
      assertThat(known).containsOnly(false);
      for (int i = 0; i < SECONDS.length; i++) {
        assertThat(vectors.get(i)[0]).isEqualTo((float) SECONDS[i]);
      }
      embedAll(embedder);
      assertThat(known.subList(SECONDS.length, known.size())).containsOnly(true);
    }
  }

  private void hearsAsAlone(Backbone backbone) throws Exception {
    try (TrackEmbedder embedder = TrackEmbedder.create(settings(), backbone)) {
      embedAll(embedder);
      for (int i = 0; i < files.size(); i++) {
        float[] alone = embedder.embed(files.get(i)).vector();
        float largest = 0;
        for (float value : alone) {
          largest = Math.max(largest, Math.abs(value));
        }
        for (int d = 0; d < alone.length; d++) {
          assertThat(Math.abs(vectors.get(i)[d] - alone[d])).isLessThanOrEqualTo(1e-5f * largest);
        }
      }
    }
  }

  private void embedAll(TrackEmbedder embedder) throws InterruptedException {
    embedder.embedAll(
        files,
        new FileListener<>() {
          @Override
          public void heard(Path file, EmbeddedAudio audio) {
            vectors.add(audio.vector());
            known.add(audio.cached());
          }

          @Override
          public void refused(Path file, AudioException reason) {
            refused.add(file);
          }
        });
  }

  private static EmbedderSettings settings() {
    return Settings.of(EmbedderSettings.class, Map.of("embedder.threads", "2"));
  }
}
