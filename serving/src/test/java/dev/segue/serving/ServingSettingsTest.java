// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.runtime.config.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServingSettingsTest {
  @Test
  void hasTheseDefaults() {
    ServingSettings settings = Settings.of(ServingSettings.class, Map.of());

    assertThat(settings.model()).containsExactly("knn", "popularity");
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
    assertThat(settings.streamQueue()).isEqualTo(2);
  }
}
