// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallRecorderTest {
  private static final String ATTENTION =
      """
      def forward(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        q = torch.mul(x[0], {w})
        a = torch.scaled_dot_product_attention(q, x[0], x[0], None, 0., True)
        b = torch.scaled_dot_product_attention(q, x[0], x[0], None, 0., False, scale=0.2)
        m = torch.gt(x[1], 0)
        c = torch.scaled_dot_product_attention(q, x[0], x[0], m)
        return [a, b, c, torch.scaled_dot_product_attention(q, x[0], x[0], x[1])]
      """;

  @TempDir Path folder;

  @Test
  void refusesToRecordTwiceAtATime() {
    try (CallRecorder recorder = CallRecorder.start()) {
      assertThatThrownBy(CallRecorder::start).isInstanceOf(IllegalStateException.class);
      assertThat(recorder.seconds()).isZero();
    }
    CallRecorder.start().close();
  }

  @Test
  void writesWhatWasAsked() throws IOException {
    try (FrozenNetwork network = attention();
        NDManager scope = Torch.scope()) {
      network.call(scope, "forward", inputs(scope));
      try (CallRecorder recorder = CallRecorder.start()) {
        network.call(scope, "forward", inputs(scope));
        recorder.export(folder);
        assertThat(recorder.seconds()).isPositive();
      }
    }
    assertThat(Files.readString(folder.resolve("calls.json")))
        .isEqualTo(
            "{\"weights\": [[[\"float32\", [1]]]], \"calls\": [{\"network\": 0, \"method\": \"forward\", \"inputs\": [[\"float32\", [2, 3, 7, 4]], [\"float32\", [7, 7]]]}]}");
    assertThat(folder.resolve("0.pt")).isNotEmptyFile();
  }

  @Test
  void spellsOutAttentionToTheSameValues() {
    String spelt = SpeltOutAttention.in(ATTENTION.indent(2));
    assertThat(spelt).doesNotContain("scaled_dot_product");
    try (FrozenNetwork fused = attention();
        FrozenNetwork other = FrozenNetwork.of(weights(), spelt.indent(-2));
        NDManager scope = Torch.scope()) {
      List<NDArray> inputs = inputs(scope);
      List<NDArray> expected = fused.call(scope, "forward", inputs);
      List<NDArray> actual = other.call(scope, "forward", inputs);
      for (int i = 0; i < expected.size(); i++) {
        assertThat((double) expected.get(i).sub(actual.get(i)).abs().max().getFloat())
            .isCloseTo(0, within(1e-5));
      }
    }
  }

  private static List<NDArray> inputs(NDManager scope) {
    NDArray mask = scope.randomNormal(0, 1, new Shape(7, 7), DataType.FLOAT32);
    return List.of(
        scope.randomNormal(0, 1, new Shape(2, 3, 7, 4), DataType.FLOAT32),
        mask.add(scope.eye(7).mul(9)));
  }

  private static FrozenNetwork attention() {
    return FrozenNetwork.of(weights(), ATTENTION);
  }

  private static Weights weights() {
    return Weights.of(Map.of("w", Tensor.of("w", new float[] {0.5f}, 1)));
  }
}
