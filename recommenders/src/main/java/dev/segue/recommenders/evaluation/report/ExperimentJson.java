// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segue.recommenders.evaluation.Comparison;
import dev.segue.recommenders.evaluation.Comparisons;
import dev.segue.recommenders.evaluation.CurvePoint;
import dev.segue.recommenders.evaluation.Estimate;
import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Interval;
import dev.segue.recommenders.evaluation.ListStatistics;
import dev.segue.recommenders.evaluation.Measure;
import java.util.List;
import java.util.Locale;

/** The shape is a promise to scripts: fields may be added, none renamed. */
final class ExperimentJson {
  private static final JsonMapper JSON = new JsonMapper();

  private ExperimentJson() {}

  static String of(ExperimentReport report) {
    ObjectNode root = JSON.createObjectNode().put("title", report.title());
    ArrayNode protocols = root.putArray("protocols");
    report.sections().forEach(section -> protocols.add(section(section)));
    return root.toPrettyString() + "\n";
  }

  private static ObjectNode section(ExperimentSection section) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("name", section.name())
            .put("description", section.description())
            .put("main", section.main().key());
    ArrayNode results = node.putArray("results");
    List<Entry> entries = section.entries();
    entries.forEach(entry -> results.add(entry(entry, section.measures())));
    ArrayNode comparisons = node.putArray("comparisons");
    Comparisons.all(entries.stream().map(Entry::result).toList(), section.main())
        .forEach(comparison -> comparisons.add(comparison(comparison)));
    return node;
  }

  private static ObjectNode entry(Entry entry, List<Measure> measures) {
    EvaluationResult result = entry.result();
    ObjectNode node =
        JSON.createObjectNode()
            .put("name", entry.name())
            .put("model", entry.model())
            .put("backbone", entry.backbone())
            .put("seeds", entry.seeds())
            .put("cases", result.users().size());
    ObjectNode means = node.putObject("measures");
    for (Measure measure : measures) {
      Interval interval = result.interval(measure);
      means
          .putObject(measure.key())
          .put("mean", finite(result.estimate(measure).mean()))
          .put("low", finite(interval.low()))
          .put("high", finite(interval.high()));
    }
    node.set("cohorts", cohorts(result, measures));
    node.set("lists", lists(result.lists()));
    node.put("trainingSeconds", result.trainingSeconds());
    node.put("rankingSeconds", result.rankingSeconds());
    ArrayNode curve = node.putArray("curve");
    result.curve().forEach(point -> curve.add(point(point)));
    return node;
  }

  private static ArrayNode cohorts(EvaluationResult result, List<Measure> measures) {
    ArrayNode cohorts = JSON.createArrayNode();
    for (int i = 0; i < result.cohorts().names().size(); i++) {
      ObjectNode cohort =
          cohorts
              .addObject()
              .put("by", result.cohorts().by())
              .put("name", result.cohorts().names().get(i));
      ObjectNode means = cohort.putObject("measures");
      for (Measure measure : measures) {
        means.set(measure.key(), estimate(result.estimate(measure, i)));
      }
    }
    return cohorts;
  }

  private static ObjectNode comparison(Comparison comparison) {
    return JSON.createObjectNode()
        .put("first", comparison.first())
        .put("second", comparison.second())
        .put("measure", comparison.measure().key())
        .put("p", comparison.p())
        .put("correctedP", comparison.corrected())
        .put("verdict", comparison.verdict().name().toLowerCase(Locale.ROOT))
        .set("difference", estimate(comparison.difference()));
  }

  private static ObjectNode estimate(Estimate estimate) {
    return JSON.createObjectNode()
        .put("mean", finite(estimate.mean()))
        .put("low", finite(estimate.low()))
        .put("high", finite(estimate.high()))
        .put("count", estimate.count());
  }

  private static ObjectNode lists(ListStatistics lists) {
    return JSON.createObjectNode()
        .put("coverage", finite(lists.coverage()))
        .put("popularity", finite(lists.popularity()))
        .put("ownPopularity", finite(lists.ownPopularity()))
        .put("percentile", finite(lists.percentile()))
        .put("ownPercentile", finite(lists.ownPercentile()))
        .put("surprisal", finite(lists.surprisal()))
        .put("gini", finite(lists.gini()))
        .put("artists", finite(lists.artists()))
        .put("artistDiversity", finite(lists.artistDiversity()));
  }

  private static ObjectNode point(CurvePoint point) {
    return JSON.createObjectNode()
        .put("measure", point.measure())
        .put("step", point.step())
        .put("value", finite(point.value()));
  }

  /** JSON has no NaN. */
  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
