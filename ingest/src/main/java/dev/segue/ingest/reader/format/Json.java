// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** JSON objects and their texts. */
final class Json {
  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private Json() {}

  static JsonNode object(String text) throws BadRow {
    try {
      JsonNode node = READER.readValue(text);
      if (node != null && node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      throw new BadRow("not JSON", e.getOriginalMessage());
    }
    throw new BadRow("not JSON", "a record has to be one JSON object");
  }

  /** The first of these fields that is a text or a number and not blank; else empty. */
  static String first(JsonNode object, String... names) {
    for (String name : names) {
      JsonNode value = object.path(name);
      String text = value.isTextual() || value.isNumber() ? value.asText().strip() : "";
      if (!text.isEmpty()) {
        return text;
      }
    }
    return "";
  }

  /** The value in the form in which it is told: a field that is there and of a wrong kind too. */
  static String any(JsonNode object, String name) {
    JsonNode value = object.path(name);
    return value.isMissingNode() || value.isNull()
        ? ""
        : value.isValueNode() ? value.asText() : value.toString();
  }
}
