// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the setting that a variable {@code SEGUE_<KEY>} means, and the variables of that form that
 * are no settings.
 */
final class EnvironmentNames {
  private static final String PREFIX = "SEGUE_";

  /** Read by the launcher. */
  private static final Set<String> LAUNCHER = Set.of("SEGUE_HEAP", "SEGUE_JAVA_OPTS", "SEGUE_GPU");

  private static final String SERVICE = "SEGUE(_[A-Z0-9_]+)?";
  private static final String PROTOCOL = "(TCP|UDP|SCTP)";
  private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://\\S+:\\d+");

  /**
   * What Kubernetes tells every container of a service whose name begins with {@code segue}: names
   * (documentation of "Service", environment variables) with the form of their values.
   */
  private static final Map<Pattern, Pattern> KUBERNETES =
      Map.of(
          Pattern.compile(SERVICE + "_SERVICE_HOST"),
          Pattern.compile("[0-9a-fA-F.:]+|None"),
          Pattern.compile(SERVICE + "_SERVICE_PORT(_[A-Z0-9_]+)?"),
          Pattern.compile("\\d+"),
          Pattern.compile(SERVICE + "_PORT"),
          SERVICE_ADDRESS,
          Pattern.compile(SERVICE + "_PORT_\\d+_" + PROTOCOL),
          SERVICE_ADDRESS,
          Pattern.compile(SERVICE + "_PORT_\\d+_" + PROTOCOL + "_(PROTO|PORT|ADDR)"),
          Pattern.compile("\\S+"));

  private final Collection<String> known;
  private final Map<String, List<String>> words;

  /**
   * Looks among these keys.
   *
   * @param words of the keys of a map, by the key of the map
   */
  EnvironmentNames(Collection<String> known, Map<String, List<String>> words) {
    this.known = known;
    this.words = words;
  }

  /** Whether the variable could be a setting at all. */
  static boolean isOurs(String name, String value) {
    return name.startsWith(PREFIX) && !LAUNCHER.contains(name) && !isKubernetes(name, value);
  }

  private static boolean isKubernetes(String name, String value) {
    return KUBERNETES.entrySet().stream()
        .anyMatch(
            pair ->
                pair.getKey().matcher(name).matches() && pair.getValue().matcher(value).matches());
  }

  /** The key of this variable, if there is one. */
  Optional<String> key(String name) {
    String wanted = name.substring(PREFIX.length());
    return known.stream()
        .filter(key -> variable(key).equals(wanted))
        .findFirst()
        .or(() -> keyOfMap(wanted));
  }

  /** The key under which an unknown variable is reported. */
  static String likely(String name) {
    return name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
  }

  /** {@code <MAP>_<WORD>_<REST>}: the longest word that fits; hyphens inside the rest. */
  private Optional<String> keyOfMap(String wanted) {
    return words.entrySet().stream()
        .flatMap(map -> map.getValue().stream().map(word -> map.getKey() + "." + word))
        .filter(key -> wanted.startsWith(variable(key) + "_"))
        .filter(key -> wanted.length() > variable(key).length() + 1)
        .max(Comparator.comparingInt(String::length))
        .map(key -> key + "." + hyphenated(wanted.substring(variable(key).length() + 1)));
  }

  private static String hyphenated(String words) {
    return words.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
