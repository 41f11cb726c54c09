// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;

/** {@code config.json}: what a model is and how it was trained. */
record ArtifactConfig(String algorithm, Optional<String> backbone, AlgorithmSettings settings) {
  static final String NAME = "config.json";

  void write(Path folder) throws IOException {
    ObjectNode root = JsonFile.MAPPER.createObjectNode();
    root.put("algorithm", algorithm);
    root.put("backbone", backbone.orElse(null));
    root.put("seed", settings.seed());
    ObjectNode values = root.putObject("settings");
    new TreeMap<>(settings.values()).forEach(values::put);
    JsonFile.write(folder.resolve(NAME), root);
  }

  static ArtifactConfig read(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    JsonNode root = JsonFile.read(file);
    if (!root.path("algorithm").isTextual() || !root.path("seed").isIntegralNumber()) {
      throw new ArtifactException(file + " lacks the algorithm or the seed");
    }
    TreeMap<String, String> values =
        JsonFile.convert(
            file, root.path("settings"), new TypeReference<TreeMap<String, String>>() {});
    return new ArtifactConfig(
        root.get("algorithm").textValue(),
        Optional.ofNullable(root.path("backbone").textValue()),
        new AlgorithmSettings(root.get("seed").longValue(), values));
  }
}
