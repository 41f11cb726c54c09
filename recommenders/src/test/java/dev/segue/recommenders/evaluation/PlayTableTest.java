// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlayTableTest {
  @Test
  void keepsPlaysAsTheyCame() {
    List<Play> plays = new ArrayList<>();
    PlayTable table = new PlayTable();
    for (int i = 0; i < 5000; i++) {
      Play play = new Play("user " + i % 7, "track " + i % 31, 1L << i % 60, i % 3 - 1, i % 5 - 1);
      plays.add(play);
      table.add(play);
    }

    assertThat(table).containsExactlyElementsOf(plays);
    assertThat(table.size()).isEqualTo(5000);
  }

  @Test
  void cutsLengthsThatNoTrackHas() {
    PlayTable table = new PlayTable().add(new Play("u", "t", 0, Long.MAX_VALUE, Long.MIN_VALUE));

    assertThat(table).containsExactly(new Play("u", "t", 0, Integer.MAX_VALUE, -1));
  }
}
