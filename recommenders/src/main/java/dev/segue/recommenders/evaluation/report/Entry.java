// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.report;

import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.SeedMean;
import dev.segue.recommenders.evaluation.Trial;
import java.util.List;

/** A model over a backbone: the mean of its seeds, named for people. */
record Entry(String model, String backbone, int seeds, EvaluationResult result) {
  static Entry of(List<Trial> trials) {
    Trial first = trials.get(0);
    EvaluationResult mean = SeedMean.of(trials.stream().map(Trial::result).toList());
    String name =
        first.model()
            + (first.backbone().isEmpty() ? "" : " · " + first.backbone())
            + (trials.size() > 1 ? " (" + trials.size() + " seeds)" : "");
    return new Entry(first.model(), first.backbone(), trials.size(), mean.named(name));
  }

  String name() {
    return result.model();
  }
}
