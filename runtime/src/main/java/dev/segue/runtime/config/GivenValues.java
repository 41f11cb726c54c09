// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What was set, weakest source first, and what is wrong with it. */
final class GivenValues {
  private static final String KAFKA_PREFIX = "kafka.";

  private final Declarations declared;
  private final Map<String, String> values = new TreeMap<>();
  private final Map<String, String> sources = new HashMap<>();
  private final List<String> unknown = new ArrayList<>();

  GivenValues(Declarations declared) {
    this.declared = declared;
  }

  void add(String key, String value, String source) {
    if (key.startsWith(KAFKA_PREFIX)) {
      put(key, value, source);
      return;
    }
    declared
        .canonical(key)
        .ifPresentOrElse(
            known -> put(known, value, source),
            () -> unknown.add(unknown("'" + key + "' in " + source, key)));
  }

  void addVariable(String name, String value, EnvironmentNames names) {
    String likely = EnvironmentNames.likely(name);
    Optional<String> key = names.key(name);
    if (key.isEmpty() && likely.startsWith(KAFKA_PREFIX)) {
      key = Optional.of(likely);
    }
    key.ifPresentOrElse(
        known -> put(known, value, name),
        () -> unknown.add(unknown("of the environment variable " + name, likely)));
  }

  private void put(String key, String value, String source) {
    values.put(key, declared.constraint(key).map(rule -> rule.clean(value)).orElse(value));
    sources.put(key, source);
  }

  Map<String, String> values() {
    return values;
  }

  /** A line for each unknown key and for each value out of its range. */
  List<String> problems() {
    List<String> problems = new ArrayList<>(unknown);
    values.forEach(
        (key, value) ->
            declared
                .constraint(key)
                .filter(rule -> !rule.accepts(value))
                .ifPresent(rule -> problems.add(refused(key, value, rule))));
    return problems;
  }

  private String refused(String key, String value, Constraint rule) {
    String shown = Secrets.isSecret(key) ? Secrets.MASK : value;
    return "%s=%s (from %s) is not valid: it must be %s"
        .formatted(key, shown, sources.get(key), rule.allowed());
  }

  private String unknown(String where, String key) {
    return "unknown setting "
        + where
        + NearestName.to(key, declared.keys())
            .map(near -> ": did you mean '" + near + "'?")
            .orElse(".")
        + " Run 'segue settings' for all of them.";
  }
}
