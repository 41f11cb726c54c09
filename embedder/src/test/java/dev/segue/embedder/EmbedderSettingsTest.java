// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.nn.torch.Precision;
import dev.segue.runtime.config.Patterns;
import dev.segue.runtime.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class EmbedderSettingsTest {
  @Test
  void refusesAClipThatIsNone() {
    assertThatThrownBy(
            () -> Settings.of(EmbedderSettings.class, Map.of("embedder.clip", "middle:30s")))
        .hasMessageContaining("write first:30s, centre:30s, windows:30s or whole");
  }

  @Test
  void hasTheseDefaults() {
    EmbedderSettings settings = Settings.of(EmbedderSettings.class, Map.of());
    assertThat(settings.backbone()).isEqualTo("mfcc");
    assertThat(settings.models()).isEqualTo(Path.of("segue-data/models"));
    assertThat(settings.weights()).isEmpty();
    assertThat(settings.layer()).isEmpty();
    assertThat(settings.studyExact()).isFalse();
    assertThat(settings.precision()).isEmpty();
    assertThat(settings.clip()).isEmpty();
    assertThat(settings.models()).isEqualTo(Path.of("segue-data/models"));
    assertThat(settings.weights()).isEmpty();
    assertThat(settings.layer()).isEmpty();
    assertThat(settings.precision()).isEmpty();
    assertThat(settings.studyExact()).isFalse();
    assertThat(settings.threads()).isZero();
    assertThat(settings.batchSize()).isEqualTo(8);
    assertThat(settings.batchAudio()).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.bufferAudio()).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.audioMemory()).isZero();
    assertThat(settings.maxAttempts()).isEqualTo(5);
    assertThat(settings.maxDuration()).isEqualTo(Duration.ofMinutes(15));
    assertThat(settings.maxChannels()).isEqualTo(8);
    assertThat(settings.maxBytes()).isEqualTo(256L << 20);
    assertThat(settings.decodeTimeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.maxRequestBytes()).isEqualTo(64L << 20);
    assertThat(settings.maxRequests()).isEqualTo(4);
    assertThat(settings.maxCacheBytes()).isEqualTo(1L << 30);
  }

  @Test
  void opensTheBackboneAsTheseKeysSay() {
    BackboneOptions options =
        EmbedderSettings.options(
            Settings.of(
                EmbedderSettings.class,
                Map.of(
                    "embedder.models", "m",
                    "embedder.weights", "w",
                    "embedder.layer", "3",
                    "embedder.precision", "bfloat16",
                    "embedder.clip", "centre:10s",
                    "embedder.study-exact", "true")));
    assertThat(options)
        .isEqualTo(
            new BackboneOptions(
                Path.of("m"),
                Optional.of(Path.of("w")),
                OptionalInt.of(3),
                true,
                Optional.of(Precision.BFLOAT16),
                Optional.of(Clip.centre(Duration.ofSeconds(10)))));
  }

  @Test
  void isSetByTheseKeys() {
    EmbedderSettings settings =
        Settings.of(
            EmbedderSettings.class,
            Map.ofEntries(
                entry("embedder.backbone", "other"),
                entry("embedder.models", "models"),
                entry("embedder.weights", "model.safetensors"),
                entry("embedder.layer", "7"),
                entry("embedder.study-exact", "true"),
                entry("embedder.precision", "bfloat16"),
                entry("embedder.clip", "windows:10s"),
                entry("embedder.threads", "3"),
                entry("embedder.batch-size", "4"),
                entry("embedder.batch-audio", "PT1M"),
                entry("embedder.buffer-audio", "PT1S"),
                entry("embedder.audio-memory", "9"),
                entry("embedder.max-attempts", "2"),
                entry("embedder.max-duration", "PT2M"),
                entry("embedder.max-channels", "2"),
                entry("embedder.max-bytes", "5"),
                entry("embedder.decode-timeout", "PT3S"),
                entry("embedder.max-request-bytes", "7"),
                entry("embedder.max-requests", "8"),
                entry("embedder.max-cache-bytes", "6")));
    assertThat(EmbedderSettings.options(settings))
        .isEqualTo(
            new BackboneOptions(
                Path.of("models"),
                Optional.of(Path.of("model.safetensors")),
                OptionalInt.of(7),
                true,
                Optional.of(Precision.BFLOAT16),
                Optional.of(Clip.windows(Duration.ofSeconds(10)))));
    assertThat(settings.backbone()).isEqualTo("other");
    assertThat(settings.threads()).isEqualTo(3);
    assertThat(settings.batchSize()).isEqualTo(4);
    assertThat(settings.batchAudio()).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.bufferAudio()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.audioMemory()).isEqualTo(9);
    assertThat(settings.maxAttempts()).isEqualTo(2);
    assertThat(settings.maxDuration()).isEqualTo(Duration.ofMinutes(2));
    assertThat(settings.maxChannels()).isEqualTo(2);
    assertThat(settings.maxBytes()).isEqualTo(5);
    assertThat(settings.decodeTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.maxRequestBytes()).isEqualTo(7);
    assertThat(settings.maxRequests()).isEqualTo(8);
    assertThat(settings.maxCacheBytes()).isEqualTo(6);
  }

  @Test
  void hasTheseRanges() {
    assertThat(Settings.withoutRange(EmbedderSettings.class)).isEmpty();
    assertThat(Settings.allowed(EmbedderSettings.class))
        .containsEntry("embedder.backbone", Patterns.NAME_SAYS)
        .containsEntry("embedder.layer", "a whole number from 0 to 1000")
        .containsEntry("embedder.precision", "one of float32, bfloat16, float16")
        .containsEntry("embedder.threads", "a whole number from 0 to 1024")
        .containsEntry("embedder.batch-size", "a whole number from 1 to 4096")
        .containsEntry("embedder.batch-audio", "a duration from 1s to 1d")
        .containsEntry("embedder.buffer-audio", "a duration from 1s to 1d")
        .containsEntry("embedder.max-duration", "a duration from 1s to 1d")
        .containsEntry("embedder.max-channels", "a whole number from 1 to 64")
        .containsEntry("embedder.max-bytes", "a whole number from 1 to 17179869184")
        .containsEntry("embedder.decode-timeout", "a duration from 1ms to 1h")
        .containsEntry("embedder.max-request-bytes", "a whole number from 1 to 1073741824")
        .containsEntry("embedder.max-requests", "a whole number from 1 to 1024")
        .containsEntry("embedder.audio-memory", "a whole number from 0 to 1099511627776")
        .containsEntry("embedder.max-attempts", "a whole number from 1 to 1000")
        .containsEntry("embedder.max-cache-bytes", "a whole number from 0 to 1099511627776");
  }
}
