// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import dev.segue.nn.checkpoint.Checkpoints;
import dev.segue.nn.checkpoint.TensorSpec;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrozenNetworkTest {
  private static final String LINEAR =
      """
      def forward(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        y = torch.linear(torch.to(x[0], torch.dtype_of({a.w})), {a.w}, None)
        return [torch.to(y, 6)]
      """
          .replace("torch.dtype_of({a.w})", "ops.prim.dtype({a.w})");

  @TempDir Path folder;

  @Test
  void refusesATextThatUsesAWeightThatIsNotThere() {
    Weights weights = Weights.of(Map.of("b", Tensor.of("b", new float[1], 1)));
    assertThatThrownBy(() -> FrozenNetwork.of(weights, LINEAR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a.w");
  }

  @Test
  void computesWithTheWeightsOfAFile() throws IOException {
    Path file = folder.resolve("w.safetensors");
    Tensor tensor = Tensor.of("a.w", new float[] {1, 2, 3, 4}, 2, 2);
    Safetensors.write(file, List.of(tensor), Map.of());
    try (FrozenNetwork network = FrozenNetwork.of(Weights.of(Checkpoints.read(file)), LINEAR);
        NDManager scope = Torch.scope()) {
      assertThat(
              network
                  .call(scope, "forward", scope.create(new float[] {1, 10}))
                  .get(0)
                  .toFloatArray())
          .containsExactly(21, 43);
    }
  }

  @Test
  void computesInHalfPrecisionsWhereAsked() {
    Tensor tensor = Tensor.of("a.w", new float[] {1, 2, 3, 4}, 2, 2);
    Weights weights = Weights.of(Map.of("a.w", tensor));
    for (Precision precision : Precision.values()) {
      try (FrozenNetwork network = FrozenNetwork.of(weights, LINEAR, precision, name -> true);
          NDManager scope = Torch.scope()) {
        assertThat(
                network
                    .call(scope, "forward", scope.create(new float[] {1, 10}))
                    .get(0)
                    .toFloatArray())
            .containsExactly(21, 43);
      }
    }
  }

  @Test
  void drawsTheSameRandomWeightsForASeed() {
    TensorSpec spec =
        TensorSpec.builder().tensor("a.w", 64, 100).tensor("a.norm.weight", 5).build();
    try (NDManager scope = Torch.scope()) {
      float[] first = Weights.random(spec, 1).array(scope, "a.w").toFloatArray();
      assertThat(Weights.random(spec, 1).array(scope, "a.w").toFloatArray()).isEqualTo(first);
      assertThat(Weights.random(spec, 2).array(scope, "a.w").toFloatArray()).isNotEqualTo(first);
      assertThat(Weights.random(spec, 1).array(scope, "a.norm.weight").toFloatArray()[0])
          .isBetween(0.8f, 1.2f);
    }
  }
}
