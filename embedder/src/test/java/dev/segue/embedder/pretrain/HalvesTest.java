// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HalvesTest {
  @Test
  void givesBackEveryNumberItCanHold() {
    for (int bits = 0x0400; bits < 0x7c00; bits++) {
      for (int sign : new int[] {0, 0x8000}) {
        short half = (short) (bits | sign);
        assertThat(Halves.of(Halves.toFloat(half))).isEqualTo(half);
      }
    }
    assertThat(Halves.of(0f)).isZero();
    assertThat(Halves.toFloat((short) 0)).isZero();
  }

  @Test
  void roundsToTheNearest() {
    assertThat(Halves.toFloat(Halves.of(1f))).isEqualTo(1f);
    assertThat(Halves.toFloat(Halves.of(-100.03f))).isEqualTo(-100f);
    assertThat(Halves.toFloat(Halves.of(-100.04f))).isEqualTo(-100.0625f);
    assertThat(Halves.toFloat(Halves.of(1e6f))).isEqualTo(65504f);
    assertThat(Halves.toFloat(Halves.of(1e-9f))).isZero();
  }
}
