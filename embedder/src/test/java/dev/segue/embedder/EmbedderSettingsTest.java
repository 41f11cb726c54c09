// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.runtime.config.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmbedderSettingsTest {
  @Test
  void hasTheseDefaults() {
    EmbedderSettings settings = Settings.of(EmbedderSettings.class, Map.of());
    assertThat(settings.backbone()).isEqualTo("mfcc");
    assertThat(settings.threads()).isZero();
    assertThat(settings.batchSize()).isEqualTo(8);
    assertThat(settings.batchAudio()).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.batchWait()).isEqualTo(Duration.ofMillis(10));
    assertThat(settings.maxDuration()).isEqualTo(Duration.ofMinutes(15));
    assertThat(settings.maxChannels()).isEqualTo(8);
    assertThat(settings.maxBytes()).isEqualTo(256L << 20);
    assertThat(settings.decodeTimeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.maxCacheBytes()).isEqualTo(1L << 30);
  }

  @Test
  void isSetByTheseKeys() {
    EmbedderSettings settings =
        Settings.of(
            EmbedderSettings.class,
            Map.of(
                "embedder.backbone", "other",
                "embedder.threads", "3",
                "embedder.batch-size", "4",
                "embedder.batch-audio", "PT1M",
                "embedder.batch-wait", "PT1S",
                "embedder.max-duration", "PT2M",
                "embedder.max-channels", "2",
                "embedder.max-bytes", "5",
                "embedder.decode-timeout", "PT3S",
                "embedder.max-cache-bytes", "6"));
    assertThat(settings.backbone()).isEqualTo("other");
    assertThat(settings.threads()).isEqualTo(3);
    assertThat(settings.batchSize()).isEqualTo(4);
    assertThat(settings.batchAudio()).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.batchWait()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.maxDuration()).isEqualTo(Duration.ofMinutes(2));
    assertThat(settings.maxChannels()).isEqualTo(2);
    assertThat(settings.maxBytes()).isEqualTo(5);
    assertThat(settings.decodeTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.maxCacheBytes()).isEqualTo(6);
  }
}
