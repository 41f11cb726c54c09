// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gsasrec;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Network;
import dev.segue.nn.torch.Torch;
import dev.segue.recommenders.sequence.SequenceModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * What is kept of a trained network.
 *
 * @param transformer its parameters and those of projections, by name
 * @param items by catalogue index
 */
record GsasrecWeights(Map<String, Tensor> transformer, List<SequenceModel.ItemVectors> items) {
  /** Items that are looked up at once. */
  private static final int BATCH = 8192;

  /** Copies them out of a network as it is now. */
  static GsasrecWeights of(Network network, GsasrecShape shape) {
    Map<String, Tensor> tensors = network.tensors();
    tensors.keySet().removeAll(List.of(GsasrecNetwork.ITEMS, GsasrecNetwork.OUTPUTS));
    tensors.keySet().removeAll(List.of(GsasrecTables.CONTENT, GsasrecTables.PRESENT));
    List<SequenceModel.ItemVectors> items = new ArrayList<>(shape.items());
    for (int from = 1; from <= shape.items(); from += BATCH) {
      try (NDManager scope = Torch.scope()) {
        long to = Math.min(shape.items() + 1L, from + (long) BATCH);
        NDArray ids = scope.create(LongStream.range(from, to).toArray());
        List<NDArray> found = network.call(scope, "vectors", ids);
        List<float[]> inputs = GsasrecModel.rows(found.get(0).toFloatArray(), shape.width());
        List<float[]> outputs =
            shape.shared() ? inputs : GsasrecModel.rows(found.get(1).toFloatArray(), shape.width());
        for (int i = 0; i < inputs.size(); i++) {
          items.add(new SequenceModel.ItemVectors(inputs.get(i), outputs.get(i)));
        }
      }
    }
    return new GsasrecWeights(tensors, items);
  }

  /** The same with output vectors of zeros, so that all tracks have one score. */
  GsasrecWeights undecided() {
    return new GsasrecWeights(
        transformer,
        items.stream()
            .map(
                item ->
                    new SequenceModel.ItemVectors(item.input(), new float[item.output().length]))
            .toList());
  }
}
