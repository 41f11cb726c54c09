// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeardTrackTest {
  private static final HeardTrack TRACK = new HeardTrack("t", 10, 20, 3, 1, 1, 1);

  @Test
  void passesOverTimesThatCannotBe() {
    assertThat(TRACK.withoutTimesAfter(19)).isEqualTo(new HeardTrack("t", 10, 10, 3, 1, 1, 1));
    assertThat(TRACK.withoutTimesAfter(9)).isEqualTo(new HeardTrack("t", 0, 0, 3, 1, 1, 1));
    assertThat(TRACK.withoutTimesAfter(20)).isEqualTo(TRACK);
  }
}
