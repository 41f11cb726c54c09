// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.runtime.config.Patterns;
import dev.segue.runtime.config.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServingSettingsTest {
  @Test
  void hasTheseDefaults() {
    ServingSettings settings = Settings.of(ServingSettings.class, Map.of());

    assertThat(settings.model()).containsExactly("fusion", "item-item-recent", "knn", "popularity");
    assertThat(settings.experiment()).isEmpty();
    assertThat(settings.experimentName()).isEqualTo("default");
    assertThat(settings.backbones()).containsExactly("mfcc");
    assertThat(settings.k()).isEqualTo(50);
    assertThat(settings.reasons()).isEqualTo(3);
    assertThat(settings.debounce()).isEqualTo(Duration.ofMillis(30));
    assertThat(settings.maxDelay()).isEqualTo(Duration.ofMillis(500));
    assertThat(settings.batch()).isEqualTo(32);
    assertThat(settings.threads()).isEqualTo(2);
    assertThat(settings.catalogueOnly()).isEqualTo(CatalogueOnly.AUTO);
    assertThat(settings.applicationId()).isEmpty();
    assertThat(settings.commitInterval()).isEqualTo(Duration.ofMillis(100));
    assertThat(settings.rocksdbMemory()).isEqualTo(128L << 20);
    assertThat(settings.applicationServer()).isEmpty();
    assertThat(settings.ingestUrl()).isEmpty();
    assertThat(settings.embedderUrl()).isEmpty();
    assertThat(settings.maxStreamClients()).isEqualTo(256);
    assertThat(settings.maxAudioClients()).isEqualTo(64);
    assertThat(settings.takedownDelay()).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.streamQueue()).isEqualTo(64);
  }

  @Test
  void readsTheseKeys() {
    ServingSettings settings =
        Settings.of(
            ServingSettings.class,
            Map.ofEntries(
                Map.entry("serving.model", "popularity"),
                Map.entry("serving.experiment", "knn=50,popularity=50"),
                Map.entry("serving.experiment-name", "spring"),
                Map.entry("serving.backbones", "mert,mfcc"),
                Map.entry("serving.k", "10"),
                Map.entry("serving.reasons", "0"),
                Map.entry("serving.debounce", "5ms"),
                Map.entry("serving.max-delay", "1s"),
                Map.entry("serving.batch", "8"),
                Map.entry("serving.threads", "4"),
                Map.entry("serving.catalogue-only", "never"),
                Map.entry("serving.application-id", "lists"),
                Map.entry("serving.commit-interval", "50ms"),
                Map.entry("serving.rocksdb-memory", "1048576"),
                Map.entry("serving.application-server", "a:1"),
                Map.entry("serving.ingest-url", "http://b"),
                Map.entry("serving.embedder-url", "http://c"),
                Map.entry("serving.max-stream-clients", "3"),
                Map.entry("serving.max-audio-clients", "4"),
                Map.entry("serving.takedown-delay", "2m"),
                Map.entry("serving.stream-queue", "2")));

    assertThat(settings.model()).containsExactly("popularity");
    assertThat(settings.experiment()).contains("knn=50,popularity=50");
    assertThat(settings.experimentName()).isEqualTo("spring");
    assertThat(settings.backbones()).containsExactly("mert", "mfcc");
    assertThat(settings.k()).isEqualTo(10);
    assertThat(settings.reasons()).isZero();
    assertThat(settings.debounce()).isEqualTo(Duration.ofMillis(5));
    assertThat(settings.maxDelay()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.batch()).isEqualTo(8);
    assertThat(settings.threads()).isEqualTo(4);
    assertThat(settings.catalogueOnly()).isEqualTo(CatalogueOnly.NEVER);
    assertThat(settings.applicationId()).contains("lists");
    assertThat(settings.commitInterval()).isEqualTo(Duration.ofMillis(50));
    assertThat(settings.rocksdbMemory()).isEqualTo(1 << 20);
    assertThat(settings.applicationServer()).contains("a:1");
    assertThat(settings.ingestUrl()).contains("http://b");
    assertThat(settings.embedderUrl()).contains("http://c");
    assertThat(settings.maxStreamClients()).isEqualTo(3);
    assertThat(settings.maxAudioClients()).isEqualTo(4);
    assertThat(settings.takedownDelay()).isEqualTo(Duration.ofMinutes(2));
    assertThat(settings.streamQueue()).isEqualTo(2);
  }

  @Test
  void hasTheseRanges() {
    assertThat(Settings.withoutRange(ServingSettings.class)).isEmpty();
    assertThat(Settings.allowed(ServingSettings.class))
        .isEqualTo(
            Map.ofEntries(
                Map.entry(
                    "serving.model", "a comma-separated list, each element " + Patterns.NAME_SAYS),
                Map.entry("serving.experiment", ""),
                Map.entry("serving.experiment-name", "some text"),
                Map.entry(
                    "serving.backbones",
                    "a comma-separated list, each element " + Patterns.NAME_SAYS),
                Map.entry("serving.k", "a whole number from 1 to 1000"),
                Map.entry("serving.reasons", "a whole number from 0 to 50"),
                Map.entry("serving.debounce", "a duration from 0ms to 1m"),
                Map.entry("serving.max-delay", "a duration from 1ms to 10m"),
                Map.entry("serving.batch", "a whole number from 1 to 10000"),
                Map.entry("serving.threads", "a whole number from 1 to 256"),
                Map.entry("serving.catalogue-only", "one of auto, always, never"),
                Map.entry(
                    "serving.application-id",
                    "letters, digits, '.', '_' and '-', at most 200 characters"),
                Map.entry("serving.commit-interval", "a duration from 1ms to 1m"),
                Map.entry("serving.rocksdb-memory", "a whole number from 1048576 to 1099511627776"),
                Map.entry("serving.application-server", Patterns.HOST_AND_PORT_SAYS),
                Map.entry("serving.ingest-url", Patterns.URL_SAYS),
                Map.entry("serving.embedder-url", Patterns.URL_SAYS),
                Map.entry("serving.max-stream-clients", "a whole number from 0 to 1000000"),
                Map.entry("serving.max-audio-clients", "a whole number from 1 to 100000"),
                Map.entry("serving.takedown-delay", "a duration from 0s to 365d"),
                Map.entry("serving.stream-queue", "a whole number from 1 to 100000")));
  }

  @Test
  void refusesWhatDoesNotFitTogether() {
    assertThatThrownBy(
            () ->
                Settings.builder()
                    .declare(ServingSettings.class, ServingSettings::problems)
                    .values(
                        Map.of(
                            "serving.model", "knnn",
                            "serving.experiment", "knn=50,popularity=40",
                            "serving.debounce", "1s"))
                    .build())
        .hasMessageContainingAll(
            "serving.model: there is no algorithm knnn",
            "the percentages add up to 90",
            "serving.debounce is PT1S and serving.max-delay is PT0.5S");
  }
}
