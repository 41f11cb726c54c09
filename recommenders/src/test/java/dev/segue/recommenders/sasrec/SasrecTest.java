// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.sasrec;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.RecommenderContract;

class SasrecTest extends RecommenderContract {
  @Override
  protected Algorithm algorithm() {
    return new Sasrec();
  }

  @Override
  protected AlgorithmSettings settings() {
    return AlgorithmSettings.DEFAULTS.with("width", "8").with("length", "20").with("epochs", "1");
  }

  @Override
  protected float scoreTolerance() {
    return 1e-5f;
  }
}
