// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicnn;

import ai.djl.ndarray.NDManager;
import dev.segue.nn.checkpoint.TensorSpec;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Weights;
import java.util.LinkedHashMap;
import java.util.Map;

/** Random weights on the heap: a MusiCNN has three megabytes, which are turned before their use. */
final class RandomTensors {
  private RandomTensors() {}

  static Map<String, Tensor> of(TensorSpec spec, long seed) {
    Weights weights = Weights.random(spec, seed);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (NDManager scope = Torch.scope()) {
      spec.shapes()
          .forEach(
              (name, shape) -> {
                float[] values = weights.array(scope, name).toFloatArray();
                tensors.put(name, Tensor.of(name, values, shape));
              });
    }
    return tensors;
  }
}
