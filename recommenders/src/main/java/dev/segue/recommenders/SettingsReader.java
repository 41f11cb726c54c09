// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Reads typed settings out of their texts; every error names the algorithm, the key and what is
 * allowed. Call {@link #finish} last: it refuses the keys that nobody asked for.
 */
public final class SettingsReader {
  private final String algorithm;
  private final Map<String, String> values;
  private final TreeSet<String> known = new TreeSet<>();

  /** Reads the settings of this algorithm. */
  public SettingsReader(String algorithm, AlgorithmSettings settings) {
    this.algorithm = algorithm;
    this.values = settings.values();
  }

  /** A whole number from {@code min} to {@code max}. */
  public long number(String key, long fallback, long min, long max) {
    String text = text(key);
    if (text == null) {
      return fallback;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      // Answered below, as a number out of range is.
    }
    throw refused(key, text, "a whole number from " + min + " to " + max);
  }

  /** A number from {@code min} to {@code max}. */
  public double decimal(String key, double fallback, double min, double max) {
    String text = text(key);
    if (text == null) {
      return fallback;
    }
    try {
      double value = Double.parseDouble(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      // Answered below, as a number out of range is.
    }
    throw refused(key, text, "a number from " + min + " to " + max);
  }

  /** Any text, as it was given. */
  public String text(String key, String fallback) {
    String text = text(key);
    return text == null ? fallback : text;
  }

  /** Names with commas between them. */
  public List<String> list(String key, List<String> fallback) {
    String text = text(key);
    return text == null ? fallback : List.of(text.trim().split("\\s*,\\s*"));
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String key, boolean fallback) {
    String text = text(key);
    if (text == null) {
      return fallback;
    }
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refused(key, text, "true or false");
    };
  }

  /** One of the constants, written in lower case with hyphens. */
  public <E extends Enum<E>> E choice(String key, E fallback) {
    String text = text(key);
    if (text == null) {
      return fallback;
    }
    List<E> choices = List.of(fallback.getDeclaringClass().getEnumConstants());
    return choices.stream()
        .filter(choice -> named(choice).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                refused(
                    key,
                    text,
                    "one of "
                        + String.join(", ", choices.stream().map(SettingsReader::named).toList())));
  }

  /**
   * Ends the reading.
   *
   * @throws IllegalArgumentException if a key was set that the algorithm does not have
   */
  public void finish() {
    for (String key : new TreeSet<>(values.keySet())) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            known.isEmpty()
                ? "%s has no settings, so remove %s".formatted(algorithm, key)
                : "%s has no setting %s%s It has %s"
                    .formatted(
                        algorithm, key, NearestName.hint(key, known), String.join(", ", known)));
      }
    }
  }

  private String text(String key) {
    known.add(key);
    return values.get(key);
  }

  private static String named(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private IllegalArgumentException refused(String key, String text, String expected) {
    return new IllegalArgumentException(
        "%s: %s is %s; set it to %s".formatted(algorithm, key, text, expected));
  }
}
