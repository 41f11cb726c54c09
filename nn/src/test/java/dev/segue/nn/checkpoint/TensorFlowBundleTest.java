// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.nn.safetensors.Dtype;
import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorFlowBundleTest {
  @TempDir Path folder;

  @Test
  void givesTheTensorsOfAllBlocksByName() throws IOException {
    Bundle bundle = new Bundle(1);
    for (int i = 0; i < 40; i++) {
      bundle.tensor("layer_%02d/kernel".formatted(i), i, i + 1);
    }
    Map<String, Tensor> tensors = Checkpoints.read(bundle.write(folder, "model"));
    assertThat(tensors).hasSize(40);
    for (int i = 0; i < 40; i++) {
      Tensor tensor = tensors.get("layer_%02d/kernel".formatted(i));
      assertThat(tensor.name()).isEqualTo("layer_%02d/kernel".formatted(i));
      assertThat(tensor.toFloats()).containsExactly(i, i + 1);
    }
  }

  @Test
  void readsValuesOfSeveralFilesAndTypes() throws IOException {
    byte[] six = TorchFiles.floats(1, 2, 3, 4, 5, 6);
    Bundle bundle =
        new Bundle(3)
            .tensor("a", Bundle.FLOAT, 2, six, 2, 3)
            .tensor("b", 9, 0, TorchFiles.longs(7, 8), 2)
            .tensor("c", 19, 2, new byte[] {0, 0x3c}, 1, 1)
            .tensor("scalar", Bundle.FLOAT, 0, TorchFiles.floats(0.5f))
            .tensor("none", Bundle.FLOAT, 1, new byte[0], 5, 0);
    Map<String, Tensor> tensors = Checkpoints.read(bundle.write(folder, "model"));
    assertThat(tensors.get("a").shape()).containsExactly(2L, 3L);
    assertThat(tensors.get("a").toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(tensors.get("b").toLongs()).containsExactly(7, 8);
    assertThat(tensors.get("c").dtype()).isEqualTo(Dtype.F16);
    assertThat(tensors.get("c").toFloats()).containsExactly(1);
    assertThat(tensors.get("scalar").shape()).isEmpty();
    assertThat(tensors.get("none").size()).isZero();
  }

  @Test
  void givesNamesInTheirOrderAndLeavesOutTexts() throws IOException {
    Bundle bundle =
        new Bundle(1)
            .tensor("b", 2)
            .tensor("_CHECKPOINTABLE_OBJECT_GRAPH", 7, 0, new byte[9])
            .tensor("a/Adam", 1);
    assertThat(Checkpoints.read(bundle.write(folder, "m")).keySet()).containsExactly("a/Adam", "b");
  }

  @Test
  void findsTheIndexByWhateverIsNamedOfIt() throws IOException {
    Path index = new Bundle(1).tensor("w", 1, 2).write(folder, "model.ckpt-100");
    for (Path named :
        List.of(
            index,
            folder,
            folder.resolve("model.ckpt-100"),
            folder.resolve("model.ckpt-100.data-00000-of-00001"))) {
      assertThat(Checkpoints.read(named).get("w").toFloats()).containsExactly(1, 2);
    }
  }

  @Test
  void readsFilesWhoseCommonNameIsEmpty() throws IOException {
    new Bundle(1).tensor("w", 1, 2).write(folder, "");
    for (String named : List.of("", ".index", ".data-00000-of-00001")) {
      assertThat(Checkpoints.read(folder.resolve(named)).keySet()).containsExactly("w");
    }
  }

  @Test
  void isToldByItsContent() throws IOException {
    Path index = new Bundle(1).tensor("w", 1).write(folder, "model");
    Path other = Files.move(index, folder.resolve("model"));
    assertThat(Checkpoints.read(other).keySet()).containsExactly("w");
    assertThatThrownBy(() -> TorchCheckpoint.open(other))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("Checkpoints.read");
  }

  @Test
  void asksForANameWhereAFolderHoldsSeveral() throws IOException {
    assertThatThrownBy(() -> Checkpoints.read(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(folder.toString())
        .hasMessageContaining("no *.index");
    new Bundle(1).tensor("w", 1).write(folder, "a");
    new Bundle(1).tensor("w", 1).write(folder, "b");
    assertThatThrownBy(() -> Checkpoints.read(folder)).hasMessageContaining("a.index, b.index");
  }

  @Test
  void selectsWithoutTheStateOfTheOptimiser() throws IOException {
    Bundle bundle =
        new Bundle(1).tensor("w", 1).tensor("w/Adam", 1).tensor("w/Adam_1", 1).tensor("beta1", 1);
    Map<String, Tensor> all = Checkpoints.read(bundle.write(folder, "m"));
    TensorSpec spec =
        TensorSpec.builder().tensor("w", 1).ignore(".*/Adam(_1)?").ignore("beta\\d").build();
    assertThat(spec.select(all).keySet()).containsExactly("w");
  }
}
