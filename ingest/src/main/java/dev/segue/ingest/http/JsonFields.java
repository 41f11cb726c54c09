// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.segue.ingest.time.NotATimeException;
import dev.segue.ingest.time.Timestamps;
import dev.segue.runtime.config.NearestName;
import java.io.IOException;
import java.io.UncheckedIOException;
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
  // An array of strings is the deepest that a record has, and a longer array than any record's is
  // not read to its end.
  private static final int MAX_DEPTH = 2;
  private static final int MAX_ELEMENTS = 1000;
  private static final int MAX_NAME_CHARS = 256;
  // Enough for a 64-bit integer with a sign, or a double.
  private static final int MAX_NUMBER_CHARS = 40;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNameLength(MAX_NAME_CHARS)
                  .maxNumberLength(MAX_NUMBER_CHARS)
                  .build())
          .build();

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
    try (JsonParser parser = JSON.createParser(text)) {
      return new JsonFields(object(parser, known));
    } catch (StreamConstraintsException e) {
      throw new BadInput("not such an object: " + e.getOriginalMessage());
    } catch (JsonProcessingException e) {
      throw new BadInput("not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot happen: the text is in memory", e);
    }
  }

  // Field by field, so that memory is bounded by what the fields may hold and not by the text.
  private static ObjectNode object(JsonParser parser, Set<String> known)
      throws BadInput, IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      skip(parser);
      throw new BadInput("not a JSON object");
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      requireKnown(name, known);
      parser.nextToken();
      object.set(name, value(parser, name));
    }
    if (parser.nextToken() != null) {
      throw new BadInput("not JSON: there is more after the object");
    }
    return object;
  }

  /** Finds out whether what is no object is JSON at all. */
  private static void skip(JsonParser parser) throws IOException {
    while (parser.nextToken() != null) {
      // The parser throws at what is not JSON.
    }
  }

  private static JsonNode value(JsonParser parser, String name) throws BadInput, IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      throw new BadInput(name + " has to be a single value, not an object");
    }
    return token == JsonToken.START_ARRAY ? array(parser, name) : scalar(parser);
  }

  private static ArrayNode array(JsonParser parser, String name) throws BadInput, IOException {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken().isStructStart()) {
        throw wrong(name, "an array of strings");
      }
      if (array.size() == MAX_ELEMENTS) {
        throw new BadInput(name + " has more than " + MAX_ELEMENTS + " elements");
      }
      array.add(scalar(parser));
    }
    return array;
  }

  private static JsonNode scalar(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> TextNode.valueOf(parser.getText());
      case VALUE_NUMBER_INT -> BigIntegerNode.valueOf(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> DoubleNode.valueOf(parser.getDoubleValue());
      case VALUE_TRUE -> BooleanNode.TRUE;
      case VALUE_FALSE -> BooleanNode.FALSE;
      default -> NullNode.instance;
    };
  }

  private static void requireKnown(String name, Set<String> known) throws BadInput {
    if (!known.contains(name)) {
      throw new BadInput(
          "unknown field '"
              + name
              + "'"
              + NearestName.to(name, known)
                  .map(near -> ": did you mean '" + near + "'?")
                  .orElse(": the fields are " + String.join(", ", known)));
    }
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
