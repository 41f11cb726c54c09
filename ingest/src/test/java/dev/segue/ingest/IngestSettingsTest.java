// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.runtime.config.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IngestSettingsTest {
  @Test
  void pinsEveryDefault() {
    IngestSettings settings = Settings.of(IngestSettings.class, Map.of());
    assertThat(settings.maxBatchLines()).isEqualTo(10_000);
    assertThat(settings.maxBatchBytes()).isEqualTo(4 * 1024 * 1024);
    assertThat(settings.maxPlayBytes()).isEqualTo(64 * 1024);
    assertThat(settings.maxTrackBytes()).isEqualTo(1024 * 1024);
    assertThat(settings.maxParsedBytes()).isEqualTo(32 * 1024 * 1024);
    assertThat(settings.maxLineBytes()).isEqualTo(64 * 1024);
    assertThat(settings.maxInFlight()).isEqualTo(50_000);
    assertThat(settings.deliveryTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.maxBlock()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.retryAfter()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void pinsEveryKey() {
    IngestSettings settings =
        Settings.of(
            IngestSettings.class,
            Map.of(
                "ingest.max-play-bytes", "8",
                "ingest.max-track-bytes", "9",
                "ingest.max-parsed-bytes", "10",
                "ingest.max-batch-lines", "1",
                "ingest.max-batch-bytes", "2",
                "ingest.max-line-bytes", "3",
                "ingest.max-in-flight", "4",
                "ingest.delivery-timeout", "5s",
                "ingest.max-block", "6s",
                "ingest.retry-after", "7s"));
    assertThat(settings.maxBatchLines()).isEqualTo(1);
    assertThat(settings.maxBatchBytes()).isEqualTo(2);
    assertThat(settings.maxLineBytes()).isEqualTo(3);
    assertThat(settings.maxPlayBytes()).isEqualTo(8);
    assertThat(settings.maxTrackBytes()).isEqualTo(9);
    assertThat(settings.maxParsedBytes()).isEqualTo(10);
    assertThat(settings.maxInFlight()).isEqualTo(4);
    assertThat(settings.deliveryTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.maxBlock()).isEqualTo(Duration.ofSeconds(6));
    assertThat(settings.retryAfter()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void pinsEveryRange() {
    assertThat(Settings.allowed(IngestSettings.class))
        .isEqualTo(
            Map.of(
                "ingest.max-batch-lines", "a whole number from 1 to 1000000",
                "ingest.max-batch-bytes", "a whole number from 1 to 1073741824",
                "ingest.max-line-bytes", "a whole number from 1 to 16777216",
                "ingest.max-play-bytes", "a whole number from 1 to 16777216",
                "ingest.max-track-bytes", "a whole number from 1 to 16777216",
                "ingest.max-parsed-bytes", "a whole number from 1 to 17179869184",
                "ingest.max-in-flight", "a whole number from 1 to 10000000",
                "ingest.delivery-timeout", "a duration from 100ms to 10m",
                "ingest.max-block", "a duration from 0s to 10m",
                "ingest.retry-after", "a duration from 1s to 1h"));
  }
}
