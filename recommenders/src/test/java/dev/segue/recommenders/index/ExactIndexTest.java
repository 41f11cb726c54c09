// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.index;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

class ExactIndexTest extends ItemIndexContract {
  @Override
  ItemIndex index(int dimension, Similarity similarity, ToIntFunction<String> rank) {
    return new ExactIndex(dimension, similarity, rank);
  }

  @Test
  void refusesVectorsWithoutValues() {
    assertThatThrownBy(() -> new ExactIndex(0, Similarity.COSINE, id -> 0))
        .hasMessage("the dimension is 0; it must be 1 or more");
  }
}
