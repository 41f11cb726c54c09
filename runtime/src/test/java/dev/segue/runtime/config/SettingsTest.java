// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.runtime.http.HttpSettings;
import io.smallrye.config.ConfigMapping;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @Test
  void namesTheNearestKeyWhenOneIsUnknown() {
    assertThatThrownBy(() -> Settings.of(HttpSettings.class, Map.of("http.prot", "1")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("http.prot")
        .hasMessageContaining("did you mean 'http.port'");
  }

  @Test
  void doesNotTakeALetterMoreForAnElementOfAList() {
    assertThatThrownBy(
            () -> Settings.of(HttpSettings.class, Map.of("http.allowed-originss", "http://a")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("did you mean 'http.allowed-origins'");
  }

  @Test
  void refusesAnUnknownEnvironmentVariable() {
    assertThatThrownBy(
            () ->
                Settings.builder()
                    .declare(HttpSettings.class)
                    .environment(Map.of("SEGUE_HTTP_PROT", "1", "PATH", "/bin"))
                    .build())
        .hasMessageContaining("SEGUE_HTTP_PROT")
        .hasMessageContaining("http.port");
  }

  @Test
  void refusesAValueOfTheWrongType() {
    assertThatThrownBy(() -> Settings.of(HttpSettings.class, Map.of("http.port", "many")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("http.port");
  }

  @Test
  void saysWhichFileCannotBeRead(@TempDir Path folder) {
    assertThatThrownBy(() -> Settings.builder().file(folder.resolve("none.properties")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("none.properties");
  }

  @Test
  void ranksSetOverEnvironmentOverFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("segue.properties");
    Files.writeString(file, "http.port=1\nhttp.host=file\nhttp.max-body-bytes=5\n");
    HttpSettings http =
        Settings.builder()
            .declare(HttpSettings.class)
            .file(file)
            .environment(Map.of("SEGUE_HTTP_PORT", "2", "SEGUE_HTTP_HOST", "environment"))
            .values(Map.of("http.port", "3"))
            .build()
            .get(HttpSettings.class);
    assertThat(http.port()).isEqualTo(3);
    assertThat(http.host()).isEqualTo("environment");
    assertThat(http.maxBodyBytes()).isEqualTo(5);
  }

  /** Settings with a map. */
  @ConfigMapping(prefix = "shop")
  interface ShopSettings {
    Map<String, Map<String, String>> shelf();
  }

  @Test
  void takesTheKeysOfAMapAsTheyCome() {
    ShopSettings shop = Settings.of(ShopSettings.class, Map.of("shop.shelf.top-left.size", "7"));
    assertThat(shop.shelf()).isEqualTo(Map.of("top-left", Map.of("size", "7")));
    assertThatThrownBy(() -> Settings.of(ShopSettings.class, Map.of("shop.shelf.size", "7")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("shop.shelf.size");
  }

  @Test
  void masksSecretsWhereverItIsPrinted() {
    Settings settings =
        Settings.builder()
            .declare(HttpSettings.class)
            .values(Map.of("http.api-key", "hush", "kafka.sasl.jaas.config", "password=\"hush\";"))
            .build();
    assertThat(settings.toString()).doesNotContain("hush");
    assertThat(settings.kafka().toString()).doesNotContain("hush");
    assertThat(settings.get(HttpSettings.class).apiKey()).contains("hush");
  }

  @Test
  void passesKafkaPropertiesThroughToTheRightClients() {
    KafkaSettings kafka =
        Settings.builder()
            .values(
                Map.of(
                    "kafka.bootstrap.servers", "b:1",
                    "kafka.security.protocol", "SSL",
                    "kafka.producer.linger.ms", "7",
                    "kafka.consumer.max.poll.records", "9"))
            .environment(Map.of("SEGUE_KAFKA_CLIENT_ID", "me"))
            .build()
            .kafka();
    assertThat(kafka.producer(Map.of("acks", "all")))
        .containsEntry("linger.ms", "7")
        .containsEntry("security.protocol", "SSL")
        .containsEntry("client.id", "me")
        .containsEntry("acks", "all")
        .doesNotContainKey("max.poll.records");
    assertThat(kafka.consumer(Map.of())).containsEntry("max.poll.records", "9");
    assertThat(kafka.streams(Map.of()))
        .containsEntry("producer.linger.ms", "7")
        .containsEntry("bootstrap.servers", "b:1");
  }
}
