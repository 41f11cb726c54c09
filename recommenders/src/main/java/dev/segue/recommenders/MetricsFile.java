// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** {@code metrics.json}: numbers by name. */
final class MetricsFile {
  static final String NAME = "metrics.json";

  private MetricsFile() {}

  static void write(Path folder, Map<String, Double> metrics) throws IOException {
    ObjectNode root = JsonFile.MAPPER.createObjectNode();
    for (Map.Entry<String, Double> metric : new TreeMap<>(metrics).entrySet()) {
      if (!Double.isFinite(metric.getValue())) {
        throw new IllegalArgumentException(
            "the metric %s is %s; leave it out or give a finite number"
                .formatted(metric.getKey(), metric.getValue()));
      }
      root.put(metric.getKey(), metric.getValue());
    }
    JsonFile.write(folder.resolve(NAME), root);
  }

  static Map<String, Double> read(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    return JsonFile.convert(
        file, JsonFile.read(file), new TypeReference<TreeMap<String, Double>>() {});
  }
}
