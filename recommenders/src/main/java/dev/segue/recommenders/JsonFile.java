// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads and writes the small JSON files of an artifact; the same value gives the same bytes. */
final class JsonFile {
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private JsonFile() {}

  static void write(Path file, JsonNode value) throws IOException {
    Files.writeString(file, value.toPrettyString().replace("\r\n", "\n") + "\n");
  }

  static JsonNode read(Path file) throws IOException {
    try {
      return MAPPER.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw new ArtifactException(file + " is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  static <T> T convert(Path file, JsonNode node, TypeReference<T> type) throws IOException {
    try {
      T value = MAPPER.readerFor(type).readValue(node);
      if (value != null) {
        return value;
      }
      throw new ArtifactException(file + " lacks a part");
    } catch (JsonProcessingException e) {
      throw new ArtifactException(file + ": " + e.getOriginalMessage(), e);
    }
  }
}
