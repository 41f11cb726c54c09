// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Algorithms;
import dev.segue.runtime.config.Settings;
import java.util.ArrayList;
import java.util.List;

/** Whether the algorithms that the settings name exist, and have the settings that are given. */
final class AlgorithmChecks {
  private AlgorithmChecks() {}

  /** A line for each algorithm that does not exist and for each that refuses its settings. */
  static List<String> problems(Settings settings) {
    TrainerSettings trainer = settings.get(TrainerSettings.class);
    List<String> problems = new ArrayList<>();
    for (String name : trainer.algorithms()) {
      add(problems, "trainer.algorithms", () -> Algorithms.named(name));
    }
    trainer
        .algorithm()
        .forEach(
            (name, values) ->
                add(
                    problems,
                    "trainer.algorithm." + name,
                    () -> {
                      Algorithm algorithm = Algorithms.named(name);
                      algorithm.check(new AlgorithmSettings(trainer.seed(), values));
                    }));
    return problems;
  }

  private static void add(List<String> problems, String key, Runnable check) {
    try {
      check.run();
    } catch (IllegalArgumentException e) {
      problems.add(key + ": " + e.getMessage());
    }
  }
}
