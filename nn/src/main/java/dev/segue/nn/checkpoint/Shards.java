// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A checkpoint in several files, put together by its {@link ShardIndex}. */
final class Shards {
  /** In the order in which Hugging Face's libraries look for them. */
  private static final List<String> IN_A_FOLDER =
      List.of(
          "model.safetensors",
          "model.safetensors.index.json",
          "pytorch_model.bin",
          "pytorch_model.bin.index.json");

  private Shards() {}

  /** The checkpoint of a folder, which may be an index. */
  static Path in(Path folder) throws CheckpointException {
    return IN_A_FOLDER.stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new CheckpointException(
                    "%s: there is no checkpoint in the folder: no %s, no *.index"
                        .formatted(folder, String.join(", no ", IN_A_FOLDER))));
  }

  static Map<String, Tensor> read(Path file) throws IOException {
    ShardIndex index = ShardIndex.read(file);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : index.shards()) {
      Path shard = file.resolveSibling(name);
      if (!Files.isRegularFile(shard)) {
        throw new CheckpointException(
            "the index names the file %s, which is not beside it; get all of its %d files"
                .formatted(name, index.shards().size()));
      }
      add(tensors, Checkpoints.readOne(shard), name, index);
    }
    checkAllThere(tensors, index);
    return Collections.unmodifiableMap(tensors);
  }

  private static void add(
      Map<String, Tensor> tensors, Map<String, Tensor> found, String shard, ShardIndex index)
      throws CheckpointException {
    for (Tensor tensor : found.values()) {
      String announced = index.shardByTensor().getOrDefault(tensor.name(), shard);
      if (!announced.equals(shard) || tensors.putIfAbsent(tensor.name(), tensor) != null) {
        throw new CheckpointException(
            "the tensor %s is in %s, and the index or another file has it elsewhere; the files do not belong together"
                .formatted(Quoted.of(tensor.name()), shard));
      }
    }
  }

  private static void checkAllThere(Map<String, Tensor> tensors, ShardIndex index)
      throws CheckpointException {
    List<String> missing =
        index.shardByTensor().keySet().stream().filter(name -> !tensors.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      String first = missing.get(0);
      throw new CheckpointException(
          "%s lacks the tensor %s that the index puts there (%d such in all); the files do not belong together"
              .formatted(index.shardByTensor().get(first), Quoted.of(first), missing.size()));
    }
  }
}
