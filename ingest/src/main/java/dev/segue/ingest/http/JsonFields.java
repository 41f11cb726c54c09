// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.ingest.time.NotATimeException;
import dev.segue.ingest.time.Timestamps;
import dev.segue.runtime.config.NearestName;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The fields of a JSON object, read strictly: a field that nobody knows, stands twice or has the
 * wrong type is an error that says so.
 */
final class JsonFields {
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build()
          .readerFor(JsonNode.class);

  private static final int MOST_DECIMALS = 30;

  private final JsonNode object;

  private JsonFields(JsonNode object) {
    this.object = object;
  }

  /**
   * Reads an object.
   *
   * @throws BadInput if the text is not one or has a field that is not known
   */
  static JsonFields of(String text, Set<String> known) throws BadInput {
    JsonNode node;
    try {
      node = JSON.readValue(text);
    } catch (JsonProcessingException e) {
      throw new BadInput("not JSON: " + e.getOriginalMessage());
    }
    if (node == null || !node.isObject()) {
      throw new BadInput("not a JSON object");
    }
    for (var field : node.properties()) {
      if (!known.contains(field.getKey())) {
        throw new BadInput(
            "unknown field '"
                + field.getKey()
                + "'"
                + NearestName.to(field.getKey(), known)
                    .map(near -> ": did you mean '" + near + "'?")
                    .orElse(": the fields are " + String.join(", ", known)));
      }
    }
    return new JsonFields(node);
  }

  /** A string, or null where it is missing. */
  String string(String name) throws BadInput {
    JsonNode value = object.path(name);
    if (isAbsent(value)) {
      return null;
    }
    if (!value.isTextual()) {
      throw wrong(name, "a string");
    }
    return value.textValue();
  }

  /** An integer, or null where it is missing. */
  Long integer(String name) throws BadInput {
    JsonNode value = object.path(name);
    if (isAbsent(value)) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(name, "an integer");
    }
    return value.longValue();
  }

  /** A time, as a text or a number that {@link Timestamps} reads, or null where it is missing. */
  Instant time(String name) throws BadInput {
    JsonNode value = object.path(name);
    if (isAbsent(value)) {
      return null;
    }
    boolean finite = value.isNumber() && Double.isFinite(value.doubleValue());
    if (!finite && !value.isTextual()) {
      throw wrong(name, "a time: ISO-8601 text such as 2025-06-01T12:00:00Z, or a number");
    }
    try {
      return Timestamps.read(finite ? plain(value) : value.textValue());
    } catch (NotATimeException e) {
      throw new BadInput(name + ": " + e.getMessage());
    }
  }

  /** Strings; empty where they are missing. */
  List<String> strings(String name) throws BadInput {
    JsonNode value = object.path(name);
    List<String> strings = new ArrayList<>();
    if (isAbsent(value)) {
      return strings;
    }
    if (!value.isArray()) {
      throw wrong(name, "an array of strings");
    }
    for (JsonNode element : value) {
      if (!element.isTextual()) {
        throw wrong(name, "an array of strings");
      }
      strings.add(element.textValue());
    }
    return strings;
  }

  // A number of JSON has all of its digits, however it was written; 1e999999999 stays short.
  private static String plain(JsonNode number) {
    BigDecimal value = number.decimalValue();
    return Math.abs(value.scale()) > MOST_DECIMALS ? value.toString() : value.toPlainString();
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private static BadInput wrong(String name, String expected) {
    return new BadInput(name + " has to be " + expected);
  }
}
