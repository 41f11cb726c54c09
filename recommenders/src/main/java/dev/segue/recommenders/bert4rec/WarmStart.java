// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.bert4rec;

import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Network;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.training.TrackRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Starts a network from an earlier model wherever shapes match; rows follow their tracks. */
final class WarmStart {
  /** The mask and the padding, behind the tracks. */
  private static final int SPECIAL = 2;

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
          network.set(TrackRows.carried(now, then, catalogue, known, SPECIAL));
        } else if (then != null && then.shape().equals(now.shape())) {
          network.set(then);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the previous model cannot be read", e);
    }
  }
}
