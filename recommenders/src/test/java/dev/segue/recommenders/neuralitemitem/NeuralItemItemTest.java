// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.neuralitemitem;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.NeuralContract;

class NeuralItemItemTest extends NeuralContract {
  @Override
  protected Algorithm algorithm() {
    return new NeuralItemItem();
  }

  @Override
  protected AlgorithmSettings settings() {
    return AlgorithmSettings.DEFAULTS.with("epochs", "3");
  }
}
