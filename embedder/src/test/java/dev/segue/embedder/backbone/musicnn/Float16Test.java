// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicnn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.nn.safetensors.Dtype;
import dev.segue.nn.safetensors.Tensor;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class Float16Test {
  @Test
  void keepsEveryHalfAndRoundsBetweenThemToTheNearestOrEven() {
    // All positive finite halves: their bits, as whole numbers, are in the order of their values.
    for (int bits = 0; bits < 0x7bff; bits++) {
      float low = half(bits);
      float high = half(bits + 1);
      float middle = low + (high - low) / 2;
      assertThat(Float16.round(low)).isEqualTo(low);
      assertThat(Float16.round(Math.nextDown(middle))).isEqualTo(low);
      assertThat(Float16.round(Math.nextUp(middle))).isEqualTo(high);
      assertThat(Float16.round(middle)).isEqualTo(bits % 2 == 0 ? low : high);
    }
  }

  @Test
  void staysFinite() {
    assertThat(Float16.round(65_504)).isEqualTo(65_504);
    assertThat(Float16.round(65_530)).isEqualTo(65_504);
    assertThat(Float16.round(Float.POSITIVE_INFINITY)).isEqualTo(65_504);
  }

  private static float half(int bits) {
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {(byte) bits, (byte) (bits >> 8)});
    return Tensor.ofBytes("h", Dtype.F16, bytes, 1).toFloats()[0];
  }
}
