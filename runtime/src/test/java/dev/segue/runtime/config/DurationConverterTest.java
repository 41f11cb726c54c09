// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DurationConverterTest {
  @ConfigMapping(prefix = "waits")
  interface Waits {
    @WithDefault("30ms")
    Duration shortly();
  }

  @Test
  void saysHowToWriteADuration() {
    assertThatThrownBy(() -> Settings.of(Waits.class, Map.of("waits.shortly", "10 parsecs")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("30ms");
  }

  @Test
  void readsShortAndIsoDurations() {
    assertThat(Settings.of(Waits.class, Map.of()).shortly()).isEqualTo(Duration.ofMillis(30));
    Map<String, Duration> cases =
        Map.of(
            "10s", Duration.ofSeconds(10),
            "5m", Duration.ofMinutes(5),
            "2h", Duration.ofHours(2),
            "7d", Duration.ofDays(7),
            "PT0.5S", Duration.ofMillis(500),
            "P1D", Duration.ofDays(1));
    cases.forEach(
        (text, duration) ->
            assertThat(Settings.of(Waits.class, Map.of("waits.shortly", text)).shortly())
                .isEqualTo(duration));
  }
}
