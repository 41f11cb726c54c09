// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.segue.embedder.audio.AudioException;
import dev.segue.embedder.audio.AudioException.Reason;
import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.audio.Wav;
import dev.segue.runtime.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackEmbedderTest {
  @TempDir Path folder;

  private final FakeBackbone backbone = new FakeBackbone();

  @Test
  void saysWhyAudioIsRefused() {
    try (TrackEmbedder embedder = open()) {
      assertThatThrownBy(() -> embedder.embed(folder.resolve("none.wav")))
          .isInstanceOfSatisfying(
              AudioException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISSING));
    }
  }

  @Test
  void refusesAVectorThatNoReaderCanUse() throws Exception {
    Path file = tone(1);
    try (TrackEmbedder embedder = open()) {
      for (float gain : new float[] {0, 1e-30f, (float) 2e15, Float.POSITIVE_INFINITY, Float.NaN}) {
        backbone.gain(gain);
        assertThatThrownBy(() -> embedder.embed(file))
            .isInstanceOfSatisfying(
                AudioException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNUSABLE_VECTOR))
            .hasMessageContaining("the vector has ");
      }
    }
  }

  @Test
  void saysWhatTheBackboneFailedWith() throws Exception {
    backbone.before(
        batch -> {
          throw new IllegalStateException("a bug");
        });
    Path file = tone(1);
    try (TrackEmbedder embedder = open()) {
      assertThatThrownBy(() -> embedder.embed(file)).hasMessage("a bug");
    }
  }

  @Test
  void countsEachWindowAsMuchAsItIsLong() throws Exception {
    backbone.clip(Clip.windows(Duration.ofSeconds(1)));
    try (TrackEmbedder embedder = open()) {
      float expected = (1 + 1 + 0.75f * 0.75f) / 2.75f;
      assertThat(embedder.embed(tone(2.75)).vector()[0]).isCloseTo(expected, within(1e-6f));
      assertThat(embedder.embed(tone(2.25)).vector()[0]).isEqualTo(1);
    }
  }

  @Test
  void hearsOnlyTheMiddleWhereThatIsTheClip() throws Exception {
    backbone.clip(Clip.centre(Duration.ofSeconds(1)));
    try (TrackEmbedder embedder = open()) {
      assertThat(embedder.embed(tone(3)).vector()[0]).isEqualTo(1);
      assertThat(embedder.embed(tone(0.5)).vector()[0]).isEqualTo(0.5f);
    }
  }

  private TrackEmbedder open() {
    return TrackEmbedder.create(Settings.of(EmbedderSettings.class, Map.of()), backbone);
  }

  private Path tone(double seconds) throws Exception {
    return Files.write(
        folder.resolve(seconds + ".wav"), Wav.of(FakeBackbone.RATE, 1).tone(440, seconds));
  }
}
