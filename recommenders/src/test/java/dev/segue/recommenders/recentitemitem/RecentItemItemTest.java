// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.recentitemitem;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.RecommenderContract;

class RecentItemItemTest extends RecommenderContract {
  @Override
  protected Algorithm algorithm() {
    return new RecentItemItem();
  }
}
