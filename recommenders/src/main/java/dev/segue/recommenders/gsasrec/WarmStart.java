// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gsasrec;

import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Network;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.sequence.SequenceModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

/**
 * Starts a network with the weights of an earlier model: whatever has the same shape, and the rows
 * of tracks that the earlier model knew. The rest stays as it was initialised.
 */
final class WarmStart {
  private WarmStart() {}

  static void from(Artifact previous, Network network, Catalogue catalogue) {
    try {
      GsasrecFile file = GsasrecFile.read(previous);
      for (Tensor tensor : network.tensors().values()) {
        Tensor earlier = file.weights().transformer().get(tensor.name());
        if (earlier == null) {
          continue;
        }
        if (tensor.name().equals(GsasrecNetwork.ITEMS)) {
          network.set(merged(tensor, file, catalogue, SequenceModel.ItemVectors::input));
        } else if (tensor.name().equals(GsasrecNetwork.OUTPUTS)) {
          network.set(merged(tensor, file, catalogue, SequenceModel.ItemVectors::output));
        } else if (earlier.shape().equals(tensor.shape())) {
          network.set(earlier);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the previous model cannot be read", e);
    }
  }

  private static Tensor merged(
      Tensor fresh,
      GsasrecFile file,
      Catalogue catalogue,
      Function<SequenceModel.ItemVectors, float[]> side) {
    int width = Math.toIntExact(fresh.shape().get(1));
    if (width != file.shape().width()) {
      return fresh;
    }
    float[] values = fresh.toFloats();
    for (int i = 0; i < catalogue.size(); i++) {
      int earlier = file.catalogue().indexOf(catalogue.id(i));
      if (earlier >= 0) {
        float[] row = side.apply(file.weights().items().get(earlier));
        System.arraycopy(row, 0, values, (i + 1) * width, width);
      }
    }
    return Tensor.of(fresh.name(), values, fresh.shape().get(0), width);
  }
}
