// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Metric;
import dev.segue.recommenders.evaluation.SplitSummary;
import java.io.IOException;
import java.io.StringReader;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class EvaluationReportTest {
  private static final SplitSummary SPLIT =
      new SplitSummary(264_879, 11_588, 9_950, 3, 8_130, 1_419_292_800_000L);

  private static EvaluationResult result(String name, double... values) {
    Map<Metric, double[]> byMetric = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      byMetric.put(metric, values);
    }
    List<String> users = List.of("u1", "u2", "u3").subList(0, values.length);
    return new EvaluationResult(name, 50, users, byMetric, 0.25, 1.5);
  }

  private static EvaluationReport report(EvaluationResult... models) {
    return new EvaluationReport(SPLIT, 50, List.of(models));
  }

  @Test
  void alignsTheTable() {
    List<String> lines =
        report(result("knn", 0, 0.5, 1), result("popularity", 0, 0, 0)).table().lines().toList();

    assertThat(lines.get(0))
        .isEqualTo(
            "Trained on 264,879 plays of 11,588 listeners and 9,950 tracks before"
                + " 2014-12-23T00:00:00Z; tested on 8,130 first-time plays of 3 listeners.");
    assertThat(lines.get(2)).startsWith("model           HitRate@50       Recall@50  ");
    assertThat(lines.get(3)).startsWith("knn         0.5000 ±1.2421  0.5000 ±1.2421  ");
    assertThat(lines.get(4)).startsWith("popularity  0.0000 ±0.0000  0.0000 ±0.0000  ");
    assertThat(lines.subList(2, 5))
        .allSatisfy(line -> assertThat(line).hasSameSizeAs(lines.get(2)));
  }

  @Test
  void writesOneJsonObject() throws IOException {
    JsonNode json = new ObjectMapper().readTree(report(result("knn", 0, 0.5, 1)).json());

    assertThat(json.get("k").asInt()).isEqualTo(50);
    assertThat(json.get("split"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"trainPlays": 264879, "trainUsers": 11588, "trainTracks": 9950,
                     "testUsers": 3, "testPairs": 8130, "at": "2014-12-23T00:00:00Z"}
                    """));
    JsonNode model = json.get("models").get(0);
    assertThat(model.get("name").asText()).isEqualTo("knn");
    for (String metric : List.of("hitRate", "recall", "ndcg", "mrr", "precision")) {
      assertThat(model.get(metric).asDouble()).isEqualTo(0.5);
      assertThat(model.get("ci95").get(metric)).hasSize(2);
    }
    assertThat(model.get("ci95").get("ndcg").get(0).asDouble()).isLessThan(0.5);
    assertThat(model.get("coverage").asDouble()).isEqualTo(0.25);
    assertThat(model.get("seconds").asDouble()).isEqualTo(1.5);
  }

  @Test
  void writesNullForWhatIsNotANumber() throws IOException {
    JsonNode json = new ObjectMapper().readTree(report(result("nobody")).json());

    assertThat(json.get("models").get(0).get("recall").isNull()).isTrue();
    assertThat(json.get("models").get(0).get("ci95").get("recall").get(0).isNull()).isTrue();
  }

  @Test
  void drawsAPageThatLoadsNothing() {
    String html = report(result("knn", 0, 0.5, 1), result("popularity", 0, 0, 0)).html();

    assertThat(html)
        .contains("<svg", "class=\"bar\"", "class=\"interval\"", "prefers-color-scheme: dark")
        .doesNotContain("src=", "href=", "url(", "@import", "<script", "http:", "https:");
  }

  @Test
  void escapesNamesEverywhere() {
    assertThat(report(result("<script>'\"&", 0, 1)).html())
        .contains("&lt;script&gt;&#39;&quot;&amp;")
        .doesNotContain("<script>");
    assertThat(report(result("red\u001b[31m\n", 0, 1)).table()).contains("red?[31m?");
  }

  @Test
  void drawsWellFormedCharts() throws Exception {
    String chart =
        HtmlReport.chart(
            report(result("a&b", 0, 0.5, 1), result("one", 1), result("none")), Metric.MRR);
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(chart)));

    assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(3);
  }
}
