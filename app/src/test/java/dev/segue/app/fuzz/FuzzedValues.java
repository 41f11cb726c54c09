// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Values for a schema: mostly right, else wrong in one of the ways that clients are wrong. */
final class FuzzedValues {
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "ann",
          "blue",
          "ä🎵",
          "\\u0000",
          "\\ud800",
          "a/b",
          "../../etc/passwd",
          "null",
          "2025-06-01T12:00:00Z",
          "9999-99-99",
          "1e309",
          "'\\\"<>&;",
          "%00%ff");
  private static final List<String> SCALARS =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1",
          "9223372036854775807",
          "9223372036854775808",
          "1e309",
          "-0.0",
          "1.5",
          "[]",
          "{}",
          "[[]]",
          "[null]",
          "{\"a\":{\"b\":1}}",
          "\"text\"",
          "NaN",
          "");

  // Above every limit of the server, and eight of them fit into the heap of the test.
  private static final long MAX_ARRAY_CHARACTERS = 6_000_000;

  private final Random random;

  FuzzedValues(Random random) {
    this.random = random;
  }

  /** JSON for a schema. */
  String json(Operation operation, JsonNode reference) {
    JsonNode schema = operation.resolve(reference);
    if (random.nextInt(12) == 0) {
      return wrong();
    }
    return switch (type(schema)) {
      case "object" -> object(operation, schema);
      case "array" -> array(operation, schema);
      case "integer" -> String.valueOf(random.nextInt(2000));
      case "number" -> String.valueOf(random.nextGaussian());
      default -> "\"" + text(schema) + "\"";
    };
  }

  /** Text for a parameter, percent-encoded. */
  String parameter(JsonNode parameter) {
    if (random.nextInt(6) == 0) {
      return pick(List.of("", "%ff", "%zz", "%", "%2f", "%2e%2e", "%00", "-1", "1001", "abc", "+"));
    }
    String value =
        type(parameter.path("schema")).equals("integer")
            ? String.valueOf(1 + random.nextInt(1000))
            : pick(List.of("ann", "blue", "u" + random.nextInt(20), "ä🎵", "a b"));
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String object(Operation operation, JsonNode schema) {
    List<String> fields = new ArrayList<>();
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> {
              if (random.nextInt(3) > 0) {
                fields.add("\"" + field.getKey() + "\":" + json(operation, field.getValue()));
              }
            });
    if (random.nextInt(15) == 0) {
      fields.add("\"unknown\":" + wrong());
    }
    if (!fields.isEmpty() && random.nextInt(20) == 0) {
      fields.add(fields.get(0));
    }
    return "{" + String.join(",", fields) + "}";
  }

  private String array(Operation operation, JsonNode schema) {
    int length = random.nextInt(30) == 0 ? 5_000 : random.nextInt(120);
    List<String> elements = new ArrayList<>();
    long characters = 0;
    for (int i = 0; i < length && characters < MAX_ARRAY_CHARACTERS; i++) {
      elements.add(json(operation, schema.path("items")));
      characters += elements.get(i).length();
    }
    return "[" + String.join(",", elements) + "]";
  }

  private String text(JsonNode schema) {
    if (schema.has("enum")) {
      return schema.get("enum").get(random.nextInt(schema.get("enum").size())).asText();
    }
    return switch (random.nextInt(25)) {
      case 0 -> "x".repeat(random.nextInt(3000));
      case 1 -> "x".repeat(200_000);
      case 2, 3, 4, 5 -> pick(TEXTS);
      default -> "id" + random.nextInt(50);
    };
  }

  private String wrong() {
    return switch (random.nextInt(20)) {
      case 0 -> "[".repeat(1 + random.nextInt(50_000));
      case 1 -> "[" + "1,".repeat(random.nextInt(50_000)) + "1]";
      case 2 -> "1".repeat(1 + random.nextInt(50_000));
      default -> pick(SCALARS);
    };
  }

  private static String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    return type.isArray() ? type.get(0).asText() : type.asText();
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
