// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segue.recommenders.evaluation.Estimate;
import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Metric;
import dev.segue.recommenders.evaluation.SplitSummary;
import java.time.Instant;

/** The shape is a promise to scripts: fields may be added, none renamed. */
final class JsonReport {
  private static final JsonMapper JSON = new JsonMapper();

  private JsonReport() {}

  static String of(EvaluationReport report) {
    ObjectNode root = JSON.createObjectNode();
    root.set("split", split(report.split()));
    root.put("k", report.k());
    ArrayNode models = root.putArray("models");
    report.models().forEach(model -> models.add(model(model)));
    return root.toPrettyString() + "\n";
  }

  private static ObjectNode split(SplitSummary split) {
    return JSON.createObjectNode()
        .put("trainPlays", split.trainPlays())
        .put("trainUsers", split.trainUsers())
        .put("trainTracks", split.trainTracks())
        .put("testUsers", split.testUsers())
        .put("testPairs", split.testPairs())
        .put("at", Instant.ofEpochMilli(split.at()).toString());
  }

  private static ObjectNode model(EvaluationResult model) {
    ObjectNode node = JSON.createObjectNode().put("name", model.model());
    ObjectNode intervals = JSON.createObjectNode();
    for (Metric metric : model.metrics()) {
      Estimate estimate = model.estimate(metric);
      node.put(metric.key(), finite(estimate.mean()));
      intervals.putArray(metric.key()).add(finite(estimate.low())).add(finite(estimate.high()));
    }
    node.set("ci95", intervals);
    return node.put("coverage", model.coverage()).put("seconds", model.seconds());
  }

  /** JSON has no NaN. */
  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
