// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.demo;

import dev.segue.recommenders.evaluation.PairedComparison;
import dev.segue.recommenders.evaluation.report.EvaluationReport;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.Track;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run of the demo showed.
 *
 * @param plays that the histories count
 * @param lists every listener's list after all plays
 * @param heardInLists how many recommended tracks their listener had heard: must be 0
 * @param warm known tracks, all models
 * @param cold tracks that nobody had played at the cut, all models
 * @param coldComparisons content KNN against each other model on the cold tracks, by that model
 * @param streamDifference the largest difference between a metric of the lists on the topic and of
 *     the same model without Kafka; empty in a second run, when the histories know the future
 * @param uploaded the track that was uploaded while everything ran
 * @param uploadedFor a listener whose list it entered
 */
record DemoResult(
    int listeners,
    int tracks,
    long plays,
    Map<String, Recommendations> lists,
    long heardInLists,
    EvaluationReport warm,
    EvaluationReport cold,
    Map<String, List<PairedComparison>> coldComparisons,
    Optional<Double> streamDifference,
    Track uploaded,
    String uploadedFor,
    long uploadToListMillis,
    double seconds) {

  int minListLength() {
    return lists.values().stream().mapToInt(list -> list.getItems().size()).min().orElse(0);
  }
}
