// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.nn.safetensors.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TensorSpecTest {
  private static final TensorSpec SPEC =
      TensorSpec.builder()
          .tensor("conv.weight_g", 1, 1, 2)
          .tensor("conv.weight_v", 2, 1, 2)
          .tensor("bias", 2)
          .ignore("decoder\\..*")
          .build();

  @Test
  void namesWhatIsMissingWhatHasAnotherShapeAndWhatIsUnknown() {
    Map<String, Tensor> found = tensors("conv.weight_g", "conv.weight_v", "stranger");
    found.put("conv.weight_v", Tensor.of("conv.weight_v", new float[2], 1, 1, 2));
    assertThatThrownBy(() -> SPEC.select(found))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("missing: bias [2]")
        .hasMessageContaining("conv.weight_v [1, 1, 2] instead of [2, 1, 2]")
        .hasMessageContaining("unknown: stranger");
  }

  @Test
  void acceptsBothNamesOfAWeightNormalisedLayer() throws CheckpointException {
    Map<String, Tensor> found = tensors("conv.weight_g", "conv.weight_v", "bias");
    found.put("conv.parametrizations.weight.original0", found.remove("conv.weight_g"));
    found.put("conv.parametrizations.weight.original1", found.remove("conv.weight_v"));
    assertThat(SPEC.select(found).keySet())
        .containsExactly("conv.weight_g", "conv.weight_v", "bias");
  }

  @Test
  void leavesOutWhatIsDeclaredAsIgnored() throws CheckpointException {
    Map<String, Tensor> found = tensors("bias", "conv.weight_v", "conv.weight_g", "decoder.x");
    assertThat(SPEC.select(found).keySet())
        .containsExactly("conv.weight_g", "conv.weight_v", "bias");
  }

  @Test
  void countsTensorsAndValues() {
    assertThat(SPEC.count()).isEqualTo(3);
    assertThat(SPEC.values()).isEqualTo(8);
  }

  private static Map<String, Tensor> tensors(String... names) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : names) {
      long[] shape = SPEC.shapes().getOrDefault(name, new long[] {1});
      int size = 1;
      for (long dimension : shape) {
        size *= (int) dimension;
      }
      tensors.put(name, Tensor.of(name, new float[size], shape));
    }
    return tensors;
  }
}
