// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.recentitemitem;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.RecommenderContract;

/** The contract, with what was played close together instead of lately. */
class CloseTogetherTest extends RecommenderContract {
  @Override
  protected Algorithm algorithm() {
    return new RecentItemItem();
  }

  @Override
  protected AlgorithmSettings settings() {
    return super.settings().with("within-days", "0.001");
  }
}
