// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which file of a checkpoint in several files holds which tensor: {@code
 * model.safetensors.index.json} or {@code pytorch_model.bin.index.json} as Hugging Face's libraries
 * write them. The files lie beside the index.
 *
 * @param shardByTensor names of files, in the order of the index
 */
record ShardIndex(Map<String, String> shardByTensor) {
  private static final long MAX_LENGTH = 1L << 26;
  private static final String MAP = "weight_map";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static ShardIndex read(Path file) throws IOException {
    long length = Files.size(file);
    if (length > MAX_LENGTH) {
      throw new CheckpointException(
          "the index has %d bytes, more than the %d allowed".formatted(length, MAX_LENGTH));
    }
    JsonNode map;
    try {
      map = JSON.readTree(Files.readAllBytes(file)).path(MAP);
    } catch (JsonProcessingException e) {
      throw new CheckpointException("the index is not JSON: " + e.getOriginalMessage(), e);
    }
    if (!map.isObject() || map.isEmpty()) {
      throw new CheckpointException(
          "this is JSON without a " + MAP + ", so it is not the index of a checkpoint");
    }
    Map<String, String> shards = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      shards.put(entry.getKey(), shard(entry.getKey(), entry.getValue()));
    }
    return new ShardIndex(shards);
  }

  /** The files, each once. */
  List<String> shards() {
    return shardByTensor.values().stream().distinct().toList();
  }

  /** An index comes from the network: it may name files beside itself and no others. */
  private static String shard(String tensor, JsonNode node) throws CheckpointException {
    String name = node.asText();
    boolean plain = name.matches("[\\p{L}\\p{N}][\\p{L}\\p{N}._ -]{0,254}");
    if (!node.isTextual() || !plain) {
      throw new CheckpointException(
          "the index puts the tensor %s into %s, which is not the name of a file beside it"
              .formatted(Quoted.of(tensor), Quoted.of(node.toString())));
    }
    return name;
  }
}
