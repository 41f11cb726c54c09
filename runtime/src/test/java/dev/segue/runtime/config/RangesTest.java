// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.runtime.http.HttpSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RangesTest {
  /** A word. */
  enum Size {
    SMALL,
    VERY_LARGE
  }

  /** One setting of each type. */
  @ConfigMapping(prefix = "shop")
  interface ShopSettings {
    @WithDefault("3")
    @Range(min = "1", max = "9")
    int shelves();

    @Range(min = "0", max = "5")
    OptionalInt floor();

    @WithDefault("1h")
    @Range(min = "1m", max = "7d")
    Duration open();

    @WithDefault("a,b")
    @Matches(value = "[a-z]", says = "a letter")
    List<String> aisles();

    @Matches(value = "[a-z]", says = "a letter")
    Optional<String> door();

    @WithDefault("true")
    boolean lit();

    @WithDefault("small")
    Size size();

    Optional<String> password();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shop.shelves=0",
        "shop.shelves=10",
        "shop.shelves=-1",
        "shop.shelves=99999999999",
        "shop.shelves=2.5",
        "shop.shelves=many",
        "shop.shelves=",
        "shop.floor=6",
        "shop.open=PT0S",
        "shop.open=PT-1H",
        "shop.open=PT1000000H",
        "shop.open=999999999999d",
        "shop.open=PT9223372036854775807S",
        "shop.open=PT99999999999999999999H",
        "shop.open=soon",
        "shop.aisles=",
        "shop.aisles=a,,b",
        "shop.aisles=a,B",
        "shop.door=7",
        "shop.lit=ture",
        "shop.size=huge"
      })
  void refusesWithTheKeyTheValueAndWhatIsAllowed(String pair) {
    String[] words = pair.split("=", 2);
    assertThatThrownBy(() -> shop(words[0], words[1]))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(pair + " (from --set) is not valid: it must be ")
        .hasMessageEndingWith(Settings.allowed(ShopSettings.class).get(words[0]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shop.shelves=1",
        "shop.shelves=9",
        "shop.floor=",
        "shop.floor=0",
        "shop.open=60s",
        "shop.open=P7D",
        "shop.aisles=a, b ,c",
        "shop.door=",
        "shop.lit=no",
        "shop.size=very-large"
      })
  void takesBothEndsOfARange(String pair) {
    String[] words = pair.split("=", 2);
    assertThatCode(() -> shop(words[0], words[1])).doesNotThrowAnyException();
  }

  @Test
  void ignoresSpacesInAList() {
    assertThat(shop("shop.aisles", " a, b ,c ").aisles()).containsExactly("a", "b", "c");
  }

  @Test
  void tellsEverythingThatIsWrongAtOnce() {
    assertThatThrownBy(
            () ->
                Settings.builder()
                    .declare(ShopSettings.class)
                    .declare(HttpSettings.class)
                    .environment(Map.of("SEGUE_HTTP_PORT", "99999", "SEGUE_HTTP_PROT", "1"))
                    .values(Map.of("shop.shelves", "0", "shop.shelfs", "1"))
                    .build())
        .hasMessageContainingAll(
            "4 settings are not valid",
            "http.port=99999 (from SEGUE_HTTP_PORT)",
            "a whole number from 0 to 65535",
            "SEGUE_HTTP_PROT",
            "shop.shelves=0 (from --set)",
            "did you mean 'shop.shelves'");
  }

  @Test
  void checksWhatHoldsBetweenSettings() {
    Settings.Builder settings =
        Settings.builder()
            .declare(
                ShopSettings.class,
                all ->
                    all.get(ShopSettings.class).shelves() > 3
                        ? List.of("shop.shelves: no room")
                        : List.of());
    assertThatCode(settings::build).doesNotThrowAnyException();
    settings.values(Map.of("shop.shelves", "4"));
    assertThatThrownBy(settings::build).hasMessage("shop.shelves: no room");
  }

  @Test
  void saysWhatIsAllowed() {
    assertThat(Settings.allowed(ShopSettings.class))
        .containsEntry("shop.shelves", "a whole number from 1 to 9")
        .containsEntry("shop.open", "a duration from 1m to 7d")
        .containsEntry("shop.aisles", "a comma-separated list, each element a letter")
        .containsEntry("shop.lit", "true or false")
        .containsEntry("shop.size", "one of small, very-large")
        .containsEntry("shop.password", "");
  }

  @Test
  void hasTheseRangesOfHttp() {
    assertThat(Settings.allowed(HttpSettings.class))
        .containsEntry("http.host", Patterns.HOST_SAYS)
        .containsEntry("http.port", "a whole number from 0 to 65535")
        .containsEntry("http.max-body-bytes", "a whole number from 1 to 1073741824")
        .containsEntry("http.max-upload-bytes", "a whole number from 1 to 17179869184")
        .containsEntry(
            "http.allowed-origins", "a comma-separated list, each element " + Patterns.ORIGIN_SAYS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://a/b", "http://a:0", "http://a:65536", "//a", "a b"})
  void refusesOriginsThatAreNone(String origin) {
    assertThatThrownBy(
            () -> Settings.of(HttpSettings.class, Map.of("http.allowed-origins", origin)))
        .hasMessageContaining("http.allowed-origins");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "[::1]", "0.0.0.0", "localhost", "a-b.example.org"})
  void takesHosts(String host) {
    assertThat(Settings.of(HttpSettings.class, Map.of("http.host", host)).host()).isEqualTo(host);
  }

  private static ShopSettings shop(String key, String value) {
    return Settings.of(ShopSettings.class, Map.of(key, value));
  }
}
