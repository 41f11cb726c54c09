// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogueMetricsTest {
  private static final List<List<String>> LOG =
      List.of(List.of("a", "b"), List.of("a", "c"), List.of("a", "b"), List.of("a", "d"));

  @Test
  void placesEqualTracksInTheMiddleOfTheTie() {
    CatalogueMetrics metrics = new CatalogueMetrics(LOG);

    assertThat(metrics.percentile(List.of(List.of("c")), 1)).isEqualTo(0.25);
    assertThat(metrics.percentile(List.of(List.of("d"), List.of("b")), 1)).isEqualTo(0.4375);
    assertThat(metrics.percentile(List.of(List.of("a")), 1)).isEqualTo(0.875);
    assertThat(metrics.percentile(List.of(List.of("unheard of")), 1)).isZero();
  }

  @Test
  void findsExposureEvenOrNot() {
    Set<String> catalogue = Set.of("a", "b", "c", "d");

    assertThat(CatalogueMetrics.gini(List.of(List.of("a", "b"), List.of("c", "d")), catalogue, 2))
        .isZero();
    assertThat(CatalogueMetrics.gini(List.of(List.of("a"), List.of("a")), catalogue, 1))
        .isEqualTo(0.75);
    assertThat(CatalogueMetrics.gini(List.of(List.of("x")), catalogue, 1)).isNaN();
  }

  @Test
  void comparesListsWithWhatTheListenersHeard() {
    ListStatistics statistics =
        ListStatistics.of(
            new CatalogueMetrics(LOG),
            Set.of("a", "b", "c", "d"),
            Map.of("a", "one", "b", "one", "c", "two"),
            List.of(List.of("a", "b", "c", "d"), List.of()),
            List.of(List.of("a"), List.of("b", "c")),
            3);

    assertThat(statistics.coverage()).isEqualTo(0.75);
    assertThat(statistics.popularity()).isCloseTo((1 + 0.5 + 0.25) / 3 / 2, within(1e-15));
    assertThat(statistics.ownPopularity()).isEqualTo((1 + 0.375) / 2);
    // One list has artists: one, one and two.
    assertThat(statistics.artists()).isEqualTo(2.0 / 3);
    assertThat(statistics.artistDiversity()).isEqualTo(2.0 / 3);
  }
}
