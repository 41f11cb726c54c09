// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.recommenders.History;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  private static final ChronologicalSplit SPLIT =
      ChronologicalSplit.of(
          List.of(
              new Play("ann", "a", 1),
              new Play("ben", "b", 2),
              new Play("ben", "c", 3),
              new Play("cat", "a", 4),
              new Play("ann", "b", 10),
              new Play("ann", "c", 11),
              new Play("ben", "a", 12),
              new Play("cat", "new", 13),
              new Play("cat", "newer", 14)),
          10);

  /** Offers these tracks in this order to everybody but ben. */
  private record Fixed(List<String> tracks) implements Recommender {
    @Override
    public String algorithm() {
      return "fixed";
    }

    @Override
    public List<ScoredTrack> recommend(History history, int k, TrackFilter filter) {
      return history.userId().equals("ben")
          ? List.of()
          : tracks.stream()
              .filter(filter::accepts)
              .limit(k)
              .map(track -> new ScoredTrack(track, 1))
              .toList();
    }

    @Override
    public List<Reason> explain(History history, String trackId, int n) {
      return List.of();
    }
  }

  @Test
  void countsAListenerWithoutAListAsZero() {
    EvaluationResult result =
        new Evaluator(SPLIT, 2).warm("fixed", new Fixed(List.of("a", "c", "b")));

    assertThat(result.users()).containsExactly("ann", "ben");
    assertThat(result.values(Metric.HIT_RATE)).containsExactly(1, 0);
    assertThat(result.values(Metric.RECALL)).containsExactly(0.5, 0);
    assertThat(result.values(Metric.PRECISION)).containsExactly(0.5, 0);
    assertThat(result.values(Metric.MRR)).containsExactly(0.5, 0);
    assertThat(result.mean(Metric.RECALL)).isEqualTo(0.25);
    assertThat(result.coverage()).isEqualTo(2.0 / 3);
    assertThat(result.summary())
        .containsOnlyKeys("hitRate", "recall", "ndcg", "mrr", "precision", "coverage");
  }

  @Test
  void ranksColdTracksAmongThemselves() {
    TrackVectors content =
        new TrackVectors(
            1, Map.of("a", new float[1], "new", new float[1], "unplayed", new float[1]));
    EvaluationResult result =
        new Evaluator(SPLIT, 1)
            .cold("fixed", new Fixed(List.of("a", "newer", "unplayed", "new")), content);

    // "a" was played before and "newer" has no vector; the list is "unplayed" alone.
    assertThat(result.users()).containsExactly("cat");
    assertThat(result.mean(Metric.HIT_RATE)).isZero();
    assertThat(
            new Evaluator(SPLIT, 2)
                .cold("fixed", new Fixed(List.of("a", "newer", "unplayed", "new")), content)
                .mean(Metric.RECALL))
        .isEqualTo(0.5);
  }

  @Test
  void tellsHowFarItIs() {
    List<String> heard = new ArrayList<>();
    new Evaluator(SPLIT, 2, (stage, done, total) -> heard.add(stage + " " + done + "/" + total))
        .warm("fixed", new Fixed(List.of()));

    assertThat(heard).containsExactly("fixed 2/2");
  }

  @Test
  void refusesListsOfNoTracks() {
    assertThatThrownBy(() -> new Evaluator(SPLIT, 0))
        .hasMessage("k is 0; measure lists of 1 track or more");
  }

  @Test
  void comparesTwoModelsListenerByListener() {
    Evaluator evaluator = new Evaluator(SPLIT, 2);
    EvaluationResult good = evaluator.warm("good", new Fixed(List.of("b", "c")));
    EvaluationResult bad = evaluator.warm("bad", new Fixed(List.of("a")));
    PairedComparison comparison = PairedComparison.of(good, bad, Metric.RECALL);

    assertThat(comparison.difference()).isEqualTo(Estimate.of(1, 0));
    assertThat(comparison.better()).isFalse();
    assertThat(comparison.worse()).isFalse();
    assertThatThrownBy(
            () ->
                PairedComparison.of(
                    good, new Evaluator(SPLIT, 3).warm("x", new Fixed(List.of())), Metric.RECALL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "good and x were not measured on the same listeners and k; evaluate both on one split");
  }

  @Test
  void callsADifferenceOnlyWhereTheIntervalLeavesOutZero() {
    assertThat(comparison(0.1, 0.12, 0.11).better()).isTrue();
    assertThat(comparison(-0.1, -0.12, -0.11).worse()).isTrue();
    assertThat(comparison(-0.1, 0.12, 0.11).better()).isFalse();
  }

  private static PairedComparison comparison(double... differences) {
    return new PairedComparison(Metric.NDCG, Estimate.of(differences));
  }
}
