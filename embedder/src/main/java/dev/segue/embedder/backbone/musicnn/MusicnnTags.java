// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicnn;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The names of the tags that a network tells, in the order of its outputs. */
final class MusicnnTags {
  private MusicnnTags() {}

  /**
   * Those that {@code labels} of a {@code config.json} lists, else the published ones, else their
   * numbers where there are not as many as those.
   *
   * @param count of the network's outputs
   * @param published name of the weights
   */
  static List<String> of(Optional<JsonNode> config, int count, String published)
      throws IOException {
    JsonNode labels = config.map(json -> json.path("labels")).orElse(null);
    if (labels != null && labels.isArray()) {
      List<String> names = new ArrayList<>();
      labels.forEach(label -> names.add(label.asText()));
      if (names.size() != count) {
        throw new IllegalArgumentException(
            "config.json has %d labels where the network has %d outputs (num_classes)"
                .formatted(names.size(), count));
      }
      return List.copyOf(names);
    }
    List<String> names = published(published);
    return names.size() == count
        ? names
        : IntStream.range(0, count).mapToObj(i -> "tag " + i).toList();
  }

  private static List<String> published(String name) throws IOException {
    try (InputStream file = MusicnnTags.class.getResourceAsStream(name + ".txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
