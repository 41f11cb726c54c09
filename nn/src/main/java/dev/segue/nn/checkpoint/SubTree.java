// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import dev.segue.nn.safetensors.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** The tensors below one name, without it. */
final class SubTree {
  private SubTree() {}

  static Map<String, Tensor> of(Map<String, Tensor> tensors, String path)
      throws CheckpointException {
    String prefix = path + ".";
    Map<String, Tensor> below = new LinkedHashMap<>();
    TreeSet<String> tops = new TreeSet<>();
    tensors.forEach(
        (name, tensor) -> {
          tops.add(name.split("\\.", 2)[0]);
          if (name.startsWith(prefix)) {
            String rest = name.substring(prefix.length());
            below.put(rest, tensor.named(rest));
          }
        });
    if (below.isEmpty()) {
      throw new CheckpointException(
          "there are no tensors below %s; there are some below %s"
              .formatted(path, Quoted.of(String.join(", ", tops))));
    }
    return Collections.unmodifiableMap(below);
  }
}
