// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.Algorithms;
import java.util.ArrayList;
import java.util.List;

/** What must hold between the settings of serving. */
final class ServingChecks {
  private ServingChecks() {}

  /** A line for each model that does not exist, and for what does not fit together. */
  static List<String> problems(ServingSettings settings) {
    List<String> problems = new ArrayList<>();
    for (String model : settings.model()) {
      add(problems, "serving.model: ", () -> Algorithms.named(model));
    }
    add(problems, "", () -> Experiment.of(settings, Algorithms.names()));
    if (settings.debounce().compareTo(settings.maxDelay()) > 0) {
      problems.add(
          "serving.debounce is %s and serving.max-delay is %s; make the first the shorter one"
              .formatted(settings.debounce(), settings.maxDelay()));
    }
    return problems;
  }

  private static void add(List<String> problems, String key, Runnable check) {
    try {
      check.run();
    } catch (IllegalArgumentException e) {
      problems.add(key + e.getMessage());
    }
  }
}
