// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.bert4rec;

import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Network;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Catalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Starts a network from an earlier model wherever shapes match; rows follow their tracks. */
final class WarmStart {
  private WarmStart() {}

  /**
   * Copies what fits.
   *
   * @param catalogue of the network
   * @throws UncheckedIOException if the model cannot be read
   */
  static void of(Network network, Artifact model, Catalogue catalogue) {
    try {
      Map<String, Tensor> before = BertWeights.read(model.folder()).tensors();
      Catalogue known = Catalogue.load(model.folder());
      Map<String, Tensor> fresh = network.tensors();
      for (String name : network.trainable()) {
        Tensor now = fresh.get(name);
        Tensor then = before.get(name);
        if (name.equals(ItemTable.ITEMS)) {
          network.set(rows(now, then, catalogue, known));
        } else if (then != null && then.shape().equals(now.shape())) {
          network.set(then);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the previous model cannot be read", e);
    }
  }

  /** The table with the rows of known tracks, the mask and the padding; new tracks keep theirs. */
  private static Tensor rows(Tensor now, Tensor then, Catalogue catalogue, Catalogue known) {
    if (!now.shape().get(1).equals(then.shape().get(1))) {
      return now;
    }
    int width = Math.toIntExact(now.shape().get(1));
    float[] rows = now.toFloats();
    float[] old = then.toFloats();
    for (int i = 0; i < catalogue.size(); i++) {
      int from = known.indexOf(catalogue.id(i));
      if (from >= 0) {
        System.arraycopy(old, from * width, rows, i * width, width);
      }
    }
    int special = 2 * width;
    System.arraycopy(old, old.length - special, rows, rows.length - special, special);
    return Tensor.of(now.name(), rows, catalogue.size() + 2L, width);
  }
}
