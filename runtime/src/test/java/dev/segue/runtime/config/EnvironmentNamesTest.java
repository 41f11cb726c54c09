// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.runtime.http.HttpSettings;
import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentNamesTest {
  /** Settings with a map. */
  @ConfigMapping(prefix = "shop")
  interface ShopSettings {
    Map<String, Map<String, String>> shelf();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SEGUE_HTTP_PROT=8080",
        "SEGUE_HTTPS_PORT=8080",
        "SEGUE_SERVICE=1",
        "SEGUE_SERVICE_HOST=shop.example.org/",
        "SEGUE_SERVICE_PORT=many",
        "SEGUE_PORT=8080",
        "SEGUE_PORT_8080=tcp://10.0.0.1:8080",
        "SEGUE_HEAPS=1g"
      })
  void refusesWhatIsNeitherASettingNorTheWorkOfKubernetes(String variable) {
    assertThatThrownBy(() -> http(variable))
        .hasMessageContaining(variable.substring(0, variable.indexOf("=")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SEGUE_GPU=1",
        "SEGUE_HEAP=2g",
        "SEGUE_JAVA_OPTS=-Xss1m",
        "SEGUE_SERVICE_HOST=10.0.0.1",
        "SEGUE_SERVICE_HOST=None",
        "SEGUE_SERVICE_HOST=fd00::1",
        "SEGUE_SERVICE_PORT=8080",
        "SEGUE_SERVICE_PORT_HTTP=8080",
        "SEGUE_PORT=tcp://10.0.0.1:8080",
        "SEGUE_PORT=tcp://[fd00::1]:8080",
        "SEGUE_PORT_8080_TCP=tcp://10.0.0.1:8080",
        "SEGUE_PORT_8080_TCP_PROTO=tcp",
        "SEGUE_PORT_8080_TCP_PORT=8080",
        "SEGUE_PORT_8080_TCP_ADDR=10.0.0.1",
        "SEGUE_PORT_53_UDP=udp://10.0.0.1:53",
        "SEGUE_SERVING_SERVICE_HOST=10.0.0.1",
        "SEGUE_SERVING_SERVICE_PORT_HTTP_API=8080",
        "SEGUE_SERVING_PORT=tcp://10.0.0.1:8080",
        "SEGUE_KAFKA_PORT=tcp://10.0.0.1:9092",
        "SEGUE_KAFKA_SERVICE_HOST=10.0.0.1",
        "SEGUE_HTTP_PORT=tcp://10.0.0.1:8080"
      })
  void ignoresTheLauncherAndKubernetes(String variable) {
    assertThat(http(variable).port()).isEqualTo(8080);
  }

  @Test
  void keepsASettingThatLooksLikeAServiceByItsValue() {
    assertThat(http("SEGUE_HTTP_PORT=9000").port()).isEqualTo(9000);
  }

  @Test
  void findsTheKeysOfAMapByTheLongestOfItsWords() {
    Map<String, Map<String, String>> shelf =
        Settings.builder()
            .declare(ShopSettings.class)
            .mapWords("shop.shelf", List.of("top", "top-left"))
            .environment(
                Map.of("SEGUE_SHOP_SHELF_TOP_LEFT_MAX_SIZE", "7", "SEGUE_SHOP_SHELF_TOP_SIZE", "8"))
            .build()
            .get(ShopSettings.class)
            .shelf();
    assertThat(shelf)
        .isEqualTo(Map.of("top-left", Map.of("max-size", "7"), "top", Map.of("size", "8")));
  }

  @Test
  void takesDotsInTheLastWordOfAMap() {
    assertThat(
            Settings.of(ShopSettings.class, Map.of("shop.shelf.top.left.size", "7"))
                .shelf()
                .get("top"))
        .isEqualTo(Map.of("left.size", "7"));
  }

  private static HttpSettings http(String variable) {
    String[] words = variable.split("=", 2);
    return Settings.builder()
        .declare(HttpSettings.class)
        .environment(Map.of(words[0], words[1]))
        .build()
        .get(HttpSettings.class);
  }
}
