// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One operation of an OpenAPI document.
 *
 * @param document for references
 * @param node the operation
 */
record Operation(JsonNode document, String method, String path, JsonNode node) {
  /** All operations of a document. */
  static List<Operation> of(String yaml) throws IOException {
    JsonNode document = new YAMLMapper().readTree(yaml);
    List<Operation> operations = new ArrayList<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation ->
                            operations.add(
                                new Operation(
                                    document,
                                    operation.getKey().toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    operation.getValue()))));
    return operations;
  }

  /** The parameters at a place, {@code path} or {@code query}. */
  List<JsonNode> parameters(String place) {
    List<JsonNode> parameters = new ArrayList<>();
    for (JsonNode parameter : node.path("parameters")) {
      JsonNode resolved = resolve(parameter);
      if (resolved.path("in").asText().equals(place)) {
        parameters.add(resolved);
      }
    }
    return parameters;
  }

  /** Media types of the body, each with its schema; empty if there is none. */
  List<String> mediaTypes() {
    List<String> types = new ArrayList<>();
    node.path("requestBody").path("content").fieldNames().forEachRemaining(types::add);
    return types;
  }

  JsonNode schema(String mediaType) {
    return node.path("requestBody").path("content").path(mediaType).path("schema");
  }

  /** What a reference of this document points to. */
  JsonNode resolve(JsonNode schema) {
    String reference = schema.path("$ref").asText();
    return reference.isEmpty() ? schema : document.at(reference.substring(1));
  }
}
