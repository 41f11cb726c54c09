// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.runtime.config.Settings;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentTest {
  private static final List<String> MODELS = List.of("knn", "popularity", "item-item");
  private static final int USERS = 10_000;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "knn=50,popularity=40     | add up to 90; make it 100",
        "knn=60,popularity=40.5   | add up to 100.5",
        "knn=50,knn=50            | knn comes twice",
        "knn=50,gsasrek=50        | there is no model gsasrek; there are knn, popularity, item-item",
        "knn=100,popularity=0     | '0' is no percentage",
        "knn=150,popularity=-50   | '150' is no percentage",
        "knn=half,popularity=50   | 'half' is no percentage",
        "knn=33.333,popularity=66.667 | '33.333' is no percentage",
        "knn=1e400,popularity=50  | '1e400' is no percentage",
        "knn                      | 'knn' is not <model>=<percent>",
        "knn=50,popularity=50,    | '' is not <model>=<percent>",
        "=100                     | '=100' is not <model>=<percent>",
      })
  void refusesWhatIsNoDivisionOfTheListeners(String text, String why) {
    assertThatThrownBy(() -> experiment(text, "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("serving.experiment is " + text)
        .hasMessageContaining(why);
  }

  @Test
  void refusesABlankName() {
    assertThatThrownBy(() -> experiment("knn=100", " "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("serving.experiment-name");
  }

  @Test
  void hasNoArmsWhereNothingIsSet() {
    assertThat(Experiment.of(Settings.of(ServingSettings.class, Map.of()), MODELS).armOf("ann"))
        .isEmpty();
  }

  /** So that another program can tell the arms of the same listeners. */
  @ParameterizedTest
  @ValueSource(strings = {"", "ann", "ünï😀", "42"})
  void drawsByTheDocumentedHash(String userId) throws Exception {
    Experiment experiment = experiment("knn=12.34,popularity=57.66,item-item=30", "spring");
    byte[] digest =
        MessageDigest.getInstance("SHA-256")
            .digest(("spring\u0000" + userId).getBytes(StandardCharsets.UTF_8));
    int place =
        new BigInteger(1, Arrays.copyOf(digest, 8)).mod(BigInteger.valueOf(10_000)).intValue();
    String expected = place < 1234 ? "knn" : place < 7000 ? "popularity" : "item-item";
    assertThat(experiment.armOf(userId)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"user-%d", "%d", "u%08x"})
  void givesEachArmItsShareOfTheListeners(String ids) {
    Map<String, Integer> counts =
        counts(experiment("knn=70,popularity=29.5,item-item=0.5", "a"), ids);
    Map.of("knn", 0.7, "popularity", 0.295, "item-item", 0.005)
        .forEach(
            (arm, share) -> {
              double deviation = Math.sqrt(USERS * share * (1 - share));
              // Beyond four standard deviations once in 16,000 draws; the ids are always the same.
              assertThat(counts.get(arm) - USERS * share).isBetween(-4 * deviation, 4 * deviation);
            });
  }

  @Test
  void drawsAnewUnderAnotherName() {
    Experiment first = experiment("knn=50,popularity=50", "first");
    Experiment second = experiment("knn=50,popularity=50", "second");
    int same = 0;
    for (int i = 0; i < USERS; i++) {
      same += first.armOf("u" + i).equals(second.armOf("u" + i)) ? 1 : 0;
    }
    assertThat(same).isBetween(USERS / 2 - 200, USERS / 2 + 200);
  }

  @Test
  void movesOnlyTheListenersThatAWiderArmTakesOver() {
    Experiment before = experiment("knn=50,popularity=50", "a");
    Experiment after = experiment("knn=60,popularity=40", "a");
    int moved = 0;
    for (int i = 0; i < USERS; i++) {
      String from = before.armOf("u" + i).orElseThrow();
      String to = after.armOf("u" + i).orElseThrow();
      if (!from.equals(to)) {
        moved++;
        assertThat(from).isEqualTo("popularity");
      }
    }
    assertThat(moved).isBetween(USERS / 10 - 120, USERS / 10 + 120);
  }

  private static Map<String, Integer> counts(Experiment experiment, String ids) {
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < USERS; i++) {
      counts.merge(experiment.armOf(ids.formatted(i)).orElseThrow(), 1, Integer::sum);
    }
    return counts;
  }

  private static Experiment experiment(String text, String name) {
    return Experiment.of(
        Settings.of(
            ServingSettings.class,
            Map.of("serving.experiment", text, "serving.experiment-name", name)),
        MODELS);
  }
}
