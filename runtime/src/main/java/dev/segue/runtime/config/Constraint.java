// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.config;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/** What the text of one setting may be: read off the type and the annotations of its method. */
final class Constraint {
  private static final Set<String> TRUE = Set.of("true", "yes", "on", "1");
  private static final Set<String> FALSE = Set.of("false", "no", "off", "0");

  private final Class<?> type;
  private final boolean optional;
  private final boolean list;
  private final Range range;
  private final Matches matches;

  private Constraint(Method method) {
    Type declared = method.getGenericReturnType();
    optional = isOptional(declared);
    Type inside = optional ? argument(declared) : declared;
    list = raw(inside) == List.class;
    type = raw(list ? argument(inside) : inside);
    range = method.getAnnotation(Range.class);
    matches = method.getAnnotation(Matches.class);
  }

  static Constraint of(Method method) {
    return new Constraint(method);
  }

  /** Whether the value has a measure, so that a range must be declared. */
  boolean isMeasured() {
    return isNumber() || type == Duration.class;
  }

  boolean hasRange() {
    return range != null;
  }

  /** The text as the settings take it: spaces around the elements of a list mean nothing. */
  String clean(String text) {
    return list ? String.join(",", text.trim().split("\\s*,\\s*", -1)) : text;
  }

  /** Whether this text is allowed. */
  boolean accepts(String text) {
    if (text.isEmpty()) {
      return optional;
    }
    return list
        ? Arrays.stream(text.split(",", -1)).allMatch(this::acceptsElement)
        : acceptsElement(text);
  }

  private boolean acceptsElement(String text) {
    if (text.isBlank()) {
      return false;
    }
    if (matches != null && !text.matches(matches.value())) {
      return false;
    }
    if (isNumber()) {
      return inRange(text.trim(), this::number);
    }
    if (type == Duration.class) {
      return inRange(text, Durations::parse);
    }
    if (type == boolean.class || type == Boolean.class) {
      String word = text.trim().toLowerCase(Locale.ROOT);
      return TRUE.contains(word) || FALSE.contains(word);
    }
    return !type.isEnum() || constants().contains(constant(text));
  }

  private <T extends Comparable<T>> boolean inRange(String text, Function<String, T> parse) {
    try {
      T value = parse.apply(text);
      return range == null
          || (value.compareTo(parse.apply(range.min())) >= 0
              && value.compareTo(parse.apply(range.max())) <= 0);
    } catch (IllegalArgumentException | ArithmeticException e) {
      return false;
    }
  }

  private BigDecimal number(String text) {
    if (type == double.class || type == OptionalDouble.class) {
      return BigDecimal.valueOf(Double.parseDouble(text));
    }
    boolean isInt = type == int.class || type == Integer.class || type == OptionalInt.class;
    return BigDecimal.valueOf(isInt ? Integer.parseInt(text) : Long.parseLong(text));
  }

  private boolean isNumber() {
    return isWhole() || type == double.class || type == OptionalDouble.class;
  }

  private boolean isWhole() {
    return type == int.class
        || type == long.class
        || type == Integer.class
        || type == Long.class
        || type == OptionalInt.class
        || type == OptionalLong.class;
  }

  /** The allowed values in words, to follow "must be"; empty if anything is allowed. */
  String allowed() {
    if (matches != null) {
      return list ? "a comma-separated list, each element " + matches.says() : matches.says();
    }
    if (type == Duration.class && range == null) {
      return "a duration such as 30ms, 10s, 5m, 2h, 7d or PT10S";
    }
    if (isMeasured()) {
      return measure() + (range == null ? "" : " from " + range.min() + " to " + range.max());
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type.isEnum()) {
      return "one of " + String.join(", ", constants());
    }
    return list ? "a comma-separated list" : optional ? "" : "some text";
  }

  private String measure() {
    return type == Duration.class ? "a duration" : isWhole() ? "a whole number" : "a number";
  }

  /** As SmallRye Config writes them: lower case, hyphens between the words. */
  private List<String> constants() {
    return Arrays.stream(type.getEnumConstants())
        .map(value -> constant(((Enum<?>) value).name()))
        .toList();
  }

  private static String constant(String text) {
    return text.trim().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static boolean isOptional(Type type) {
    Class<?> raw = raw(type);
    return raw == Optional.class
        || raw == OptionalInt.class
        || raw == OptionalLong.class
        || raw == OptionalDouble.class;
  }

  /** The type argument of an optional or a list; the type itself of an optional number. */
  private static Type argument(Type type) {
    return type instanceof ParameterizedType generic ? generic.getActualTypeArguments()[0] : type;
  }

  private static Class<?> raw(Type type) {
    return type instanceof ParameterizedType generic
        ? (Class<?>) generic.getRawType()
        : (Class<?>) type;
  }
}
