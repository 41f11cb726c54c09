// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.report;

import dev.segue.recommenders.evaluation.Measure;
import dev.segue.recommenders.evaluation.Trial;
import dev.segue.recommenders.evaluation.protocol.Protocol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that an experiment found by one protocol.
 *
 * @param name of the protocol
 * @param description of it in a sentence or two
 * @param main the measure that stands for all where only one can be shown
 * @param measures that are shown, the main one among them
 * @param trials in the order to show them; those of one model and backbone differ in their seeds
 */
public record ExperimentSection(
    String name, String description, Measure main, List<Measure> measures, List<Trial> trials) {
  /** Copies the lists. */
  public ExperimentSection {
    measures = List.copyOf(measures);
    trials = List.copyOf(trials);
  }

  /** The trials by this protocol. */
  public static ExperimentSection of(Protocol protocol, List<Trial> trials) {
    return new ExperimentSection(
        protocol.name(), protocol.description(), protocol.main(), protocol.measures(), trials);
  }

  /** The models, each with the mean of its seeds. */
  List<Entry> entries() {
    Map<List<String>, List<Trial>> grouped = new LinkedHashMap<>();
    for (Trial trial : trials) {
      grouped
          .computeIfAbsent(List.of(trial.model(), trial.backbone()), key -> new ArrayList<>())
          .add(trial);
    }
    return grouped.values().stream().map(Entry::of).toList();
  }
}
