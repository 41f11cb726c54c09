// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonsTest {
  private static final Measure NDCG = new Measure(Metric.NDCG, 10);

  private static EvaluationResult result(String model, List<String> users, double... values) {
    return new EvaluationResult(model, 10, users, Map.of(Metric.NDCG, values), 0, 0);
  }

  private static EvaluationResult result(String model, double... values) {
    return result(model, IntStream.range(0, values.length).mapToObj(i -> "u" + i).toList(), values);
  }

  private static double[] noise(int count, double shift, long seed) {
    Random random = new Random(seed);
    return random.doubles(count).map(value -> value - 0.5 + shift).toArray();
  }

  @Test
  void countsAllSignsOfFewDifferences() {
    // Of the 8 patterns of 1, 2 and 3 only +++ and --- reach 6.
    assertThat(SignFlips.p(new double[] {1, 2, 3})).isEqualTo(0.25);
    // -1, 2 and 3 make 4: 6, 4 and their opposites reach as far.
    assertThat(SignFlips.p(new double[] {-1, 2, 3, 0, 0})).isEqualTo(0.5);
    assertThat(SignFlips.p(new double[] {0, 0})).isEqualTo(1);
    assertThat(SignFlips.p(new double[] {0.1, -0.1})).isEqualTo(1);
    assertThat(SignFlips.p(new double[] {})).isEqualTo(1);
  }

  /** The exact value is the tail of a binomial: P(at least 27 of 40 heads), twice. */
  @Test
  void drawsSignsOfManyDifferences() {
    double[] differences = new double[40];
    for (int i = 0; i < 40; i++) {
      differences[i] = i < 27 ? 0.1 : -0.1;
    }

    assertThat(SignFlips.p(differences)).isCloseTo(0.03848, within(0.006));
    assertThat(SignFlips.p(differences)).isEqualTo(SignFlips.p(differences));
  }

  @Test
  void findsNothingWhereThereIsNothing() {
    int found = 0;
    for (int seed = 0; seed < 200; seed++) {
      found += SignFlips.p(noise(60, 0, seed)) < 0.05 ? 1 : 0;
    }

    assertThat(found).isBetween(2, 22);
  }

  @Test
  void boundsWhatIsFarApart() {
    assertThat(SignFlips.p(noise(500, 0.4, 1))).isPositive().isLessThan(1e-20);
  }

  @Test
  void correctsByHolm() {
    List<Comparison> comparisons =
        Comparisons.all(
            List.of(
                result("a", 1, 1, 1, 1, 1, 1, 1, 1),
                result("b", 0, 0, 0, 0, 0, 0, 0, 0),
                result("c", 0, 0, 0, 0, 0, 0, 1, 0)),
            NDCG);

    assertThat(comparisons).extracting(Comparison::first).containsExactly("a", "a", "b");
    assertThat(comparisons).extracting(Comparison::second).containsExactly("b", "c", "c");
    // 2 of 2^8 patterns, 2 of 2^7, and all.
    assertThat(comparisons).extracting(Comparison::p).containsExactly(1.0 / 128, 1.0 / 64, 1.0);
    assertThat(comparisons)
        .extracting(Comparison::corrected)
        .containsExactly(3.0 / 128, 2.0 / 64, 1.0);
    assertThat(comparisons)
        .extracting(Comparison::verdict)
        .containsExactly(
            Comparison.Verdict.BETTER, Comparison.Verdict.BETTER, Comparison.Verdict.UNDECIDED);
    assertThat(comparisons.get(0).difference()).isEqualTo(new Estimate(1, 0, 8));
  }

  @Test
  void neverCallsALargerPMoreCertain() {
    List<EvaluationResult> results = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      results.add(result("m" + i, noise(30, i * 0.05, i)));
    }
    List<Comparison> sorted = new ArrayList<>(Comparisons.all(results, NDCG));
    sorted.sort(Comparator.comparingDouble(Comparison::p));

    assertThat(sorted)
        .hasSize(15)
        .isSortedAccordingTo(Comparator.comparingDouble(Comparison::corrected));
    assertThat(sorted).allMatch(c -> c.corrected() >= c.p() && c.corrected() <= 1);
  }

  @Test
  void flipsAListenersCasesTogether() {
    List<String> users = List.of("a", "a", "a", "b", "b", "b");
    Comparison comparison =
        Comparisons.against(
                result("x", users, 1, 1, 1, 1, 1, 1),
                List.of(result("y", users, 0, 0, 0, 0, 0, 0)),
                NDCG)
            .get(0);

    assertThat(comparison.p()).isEqualTo(0.5);
  }

  @Test
  void refusesOtherListeners() {
    assertThatThrownBy(() -> Comparisons.all(List.of(result("a", 1), result("b", 1, 2)), NDCG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a and b were not measured on the same listeners");
  }

  @Test
  void averagesSeedsListenerByListener() {
    EvaluationResult mean = SeedMean.of(List.of(result("a", 0, 1), result("a", 1, 1)));

    assertThat(mean.values(NDCG)).containsExactly(0.5, 1);
    assertThatThrownBy(() -> SeedMean.of(List.of(result("a", 0, 1), result("a", 1))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givesHitRatesTheIntervalOfAShare() {
    EvaluationResult result =
        new EvaluationResult(
            "a", 10, List.of("u", "v"), Map.of(Metric.HIT_RATE, new double[] {0, 0}), 0, 0);

    assertThat(result.interval(new Measure(Metric.HIT_RATE, 10))).isEqualTo(Interval.wilson(0, 2));
    assertThat(result("a", 0, 0).interval(NDCG)).isEqualTo(new Interval(0, 0));
  }
}
