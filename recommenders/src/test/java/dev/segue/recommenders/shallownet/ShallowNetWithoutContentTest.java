// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.shallownet;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.NeuralContract;

/** The random-initialisation control. */
class ShallowNetWithoutContentTest extends NeuralContract {
  @Override
  protected Algorithm algorithm() {
    return new ShallowNet();
  }

  @Override
  protected AlgorithmSettings settings() {
    return AlgorithmSettings.DEFAULTS.with("content", "false").with("epochs", "3");
  }
}
