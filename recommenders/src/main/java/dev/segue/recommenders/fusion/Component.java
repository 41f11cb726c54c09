// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.fusion;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.SettingsReader;
import dev.segue.recommenders.ease.Ease;
import dev.segue.recommenders.recentitemitem.RecentItemItem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One of the models that are combined.
 *
 * @param name a preset or the name of an algorithm
 * @param values settings of the algorithm
 * @param prior its weight where none can be learnt
 */
record Component(String name, String algorithm, Map<String, String> values, double prior) {
  /** The first has the weight 1; the others are weighed against it. */
  private static final List<Component> PRESETS =
      List.of(
          new Component("recent", RecentItemItem.NAME, Map.of(), 1),
          new Component("same-day", RecentItemItem.NAME, Map.of("within-days", "1"), 1),
          new Component(
              "last-session",
              Ease.NAME,
              Map.of(
                  "lambda", "100",
                  "popularity-power", "0.5",
                  "listener-power", "0.5",
                  "last-hours", "12",
                  // 1.6 GB while it is solved; the 20,000 of ease itself would be 6.4 GB.
                  "max-tracks", "10000"),
              0.1),
          new Component("popular-7d", "popularity-30d", Map.of("window-days", "7"), 0.1),
          new Component("popular-14d", "popularity-30d", Map.of("window-days", "14"), 0.1));

  private static final double PRIOR = 0.5;

  /** What is combined if nothing is said: time-aware collaborative models, and content if any. */
  static List<String> defaults(boolean content) {
    List<String> names = new ArrayList<>(PRESETS.stream().map(Component::name).toList());
    if (content) {
      names.add("knn");
    }
    return names;
  }

  /**
   * A component, with the settings {@code NAME.key} that were given for it.
   *
   * @param given all settings of the fusion
   * @throws IllegalArgumentException if there is neither a preset nor an algorithm of this name
   */
  static Component named(String name, Map<String, String> given, SettingsReader reader) {
    Component base =
        PRESETS.stream()
            .filter(preset -> preset.name.equals(name))
            .findFirst()
            .orElseGet(() -> new Component(name, Algorithms.named(name).name(), Map.of(), PRIOR));
    if (base.algorithm.equals(Fusion.NAME)) {
      throw new IllegalArgumentException("fusion cannot be a component of itself");
    }
    Map<String, String> values = new LinkedHashMap<>(base.values);
    String prefix = name + ".";
    for (String key : given.keySet()) {
      if (key.startsWith(prefix)) {
        values.put(key.substring(prefix.length()), reader.text(key, ""));
      }
    }
    return new Component(name, base.algorithm, values, base.prior);
  }

  Algorithm algorithmItself() {
    return Algorithms.named(algorithm);
  }

  AlgorithmSettings settings(long seed) {
    return new AlgorithmSettings(seed, values);
  }

  /** Checks its settings without training it. */
  void check() {
    algorithmItself().check(settings(0));
  }

  boolean readsContent() {
    return algorithmItself().readsContent(settings(0));
  }
}
