// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.recommenders.GoldenFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Tables made by the original rs_metrics, with lists that are short, missing and repetitive. */
class MetricsGoldenTest {
  private static final double TOLERANCE = 1e-12;

  /** The reference's own quantiles are off by some 1e-10; {@link EstimateTest} has exact ones. */
  private static final double INTERVAL_TOLERANCE = 1e-9;

  @FunctionalInterface
  private interface Formula {
    double of(List<String> list, List<String> truth, int k);
  }

  private static final Map<String, Formula> FORMULAS =
      Map.of(
          "hitrate", RankingMetrics::hitRate,
          "precision", RankingMetrics::precision,
          "recall", RankingMetrics::recall,
          "mrr", RankingMetrics::mrr,
          "ndcg", RankingMetrics::ndcg,
          "mapr", RankingMetrics::averagePrecision);

  @Test
  void agreesPerListener() throws IOException {
    for (Path folder : GoldenFolder.variants("metrics", "expected.json")) {
      JsonNode root = new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
      for (Map.Entry<String, JsonNode> group : root.properties()) {
        if (group.getValue().has("results")) {
          checkGroup(group.getValue());
        }
      }
    }
  }

  @Test
  void agreesOnTheWholeCatalogue() throws IOException {
    for (Path folder : GoldenFolder.variants("metrics", "expected.json")) {
      JsonNode root = new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
      JsonNode expected = root.get("catalogue_metrics");
      int k = expected.get("k").asInt();
      Map<String, List<String>> log = new TreeMap<>();
      for (JsonNode pair : expected.get("log")) {
        log.computeIfAbsent(pair.get(0).asText(), user -> new ArrayList<>())
            .add(pair.get(1).asText());
      }
      var lists = lists(root.get("regular").get("pred")).values();
      CatalogueMetrics metrics = new CatalogueMetrics(log.values());

      assertThat(metrics.popularity(lists, k))
          .isCloseTo(expected.get("popularity").asDouble(), within(TOLERANCE));
      assertThat(metrics.surprisal(lists, k))
          .isCloseTo(expected.get("surprisal").asDouble(), within(TOLERANCE));
      List<String> items = new ArrayList<>();
      for (int item = 0; item < 30; item++) {
        items.add(Integer.toString(item));
      }
      assertThat(CatalogueMetrics.coverage(lists, items, k))
          .isCloseTo(expected.get("coverage_all_items").asDouble(), within(TOLERANCE));
    }
  }

  private static void checkGroup(JsonNode group) {
    Map<String, List<String>> truth = lists(group.get("true"));
    Map<String, List<String>> predicted = lists(group.get("pred"));
    for (Map.Entry<String, JsonNode> cut : group.get("results").properties()) {
      int k = Integer.parseInt(cut.getKey());
      for (Map.Entry<String, JsonNode> metric : cut.getValue().properties()) {
        Formula formula = FORMULAS.get(metric.getKey());
        assertThat(formula).as(metric.getKey()).isNotNull();
        checkMetric(formula, truth, predicted, k, metric.getValue());
      }
    }
  }

  private static void checkMetric(
      Formula formula,
      Map<String, List<String>> truth,
      Map<String, List<String>> predicted,
      int k,
      JsonNode expected) {
    List<Double> values = new ArrayList<>();
    for (Map.Entry<String, JsonNode> user : expected.get("per_user").properties()) {
      double value =
          formula.of(predicted.getOrDefault(user.getKey(), List.of()), truth.get(user.getKey()), k);
      check(value, user.getValue());
      values.add(value);
    }
    Estimate estimate = Estimate.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    check(estimate.mean(), expected.get("mean"));
    if (expected.has("ci95_half_width")) {
      assertThat(estimate.halfWidth())
          .isCloseTo(expected.get("ci95_half_width").asDouble(), within(INTERVAL_TOLERANCE));
    }
  }

  private static void check(double actual, JsonNode expected) {
    if (expected.isNull()) {
      assertThat(actual).isNaN();
    } else {
      assertThat(actual).isCloseTo(expected.asDouble(), within(TOLERANCE));
    }
  }

  private static Map<String, List<String>> lists(JsonNode node) {
    Map<String, List<String>> lists = new TreeMap<>();
    for (Map.Entry<String, JsonNode> user : node.properties()) {
      List<String> list = new ArrayList<>();
      user.getValue().forEach(item -> list.add(item.asText()));
      lists.put(user.getKey(), list);
    }
    return lists;
  }
}
