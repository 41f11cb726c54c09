// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.config;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys that some interfaces declare, with what each of them may be. */
final class Declarations {
  private final Map<String, Constraint> constraints = new TreeMap<>();
  private final Map<String, String> defaults = new TreeMap<>();

  private Declarations() {}

  static Declarations of(Collection<Class<?>> types) {
    Declarations all = new Declarations();
    types.forEach(all::add);
    // A list can also be given element by element; its plain form is enough.
    all.constraints.keySet().removeIf(key -> key.endsWith("[*]"));
    all.defaults.keySet().removeIf(key -> key.endsWith("*") || key.endsWith("[*]"));
    return all;
  }

  private void add(Class<?> type) {
    ConfigClass declared = ConfigClass.configClass(type);
    ConfigMappings.getProperties(declared)
        .forEach((key, property) -> constraints.put(key, Constraint.of(property.getMethod())));
    declared.getProperties().forEach((key, value) -> defaults.put(key, value == null ? "" : value));
  }

  Set<String> keys() {
    return constraints.keySet();
  }

  Map<String, String> defaults() {
    return defaults;
  }

  /** What a declared key may be; empty for the keys of maps, which are anything. */
  Optional<Constraint> constraint(String key) {
    return Optional.ofNullable(constraints.get(key)).filter(found -> !key.contains("*"));
  }

  /** The constraints by key, without those of maps. */
  Map<String, Constraint> constraints() {
    Map<String, Constraint> own = new TreeMap<>(constraints);
    own.keySet().removeIf(key -> key.contains("*"));
    return own;
  }

  /**
   * The key as SmallRye Config reads it; empty if nobody declared it. A setting that is a map is
   * declared with a {@code *} for each of its own words; the last of them may contain dots.
   */
  Optional<String> canonical(String key) {
    if (constraints.containsKey(key)) {
      return Optional.of(key);
    }
    return constraints.keySet().stream()
        .filter(name -> name.endsWith(".*"))
        .map(name -> ofMap(key, name))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> ofMap(String key, String name) {
    String stem = name.substring(0, name.length() - 1).replace(".", "\\.").replace("*", "[^.]+");
    Matcher matcher = Pattern.compile("(" + stem + ")(.+)").matcher(key);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String last = matcher.group(2);
    boolean quote = last.contains(".") && !last.startsWith("\"");
    return Optional.of(matcher.group(1) + (quote ? "\"" + last + "\"" : last));
  }
}
