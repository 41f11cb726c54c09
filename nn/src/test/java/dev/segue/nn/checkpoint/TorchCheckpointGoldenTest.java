// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that PyTorch wrote, against the same weights as safetensors. */
class TorchCheckpointGoldenTest {
  private static final String TRAINED = "checkpoint_after5_study_format.pt";

  /** Where the published forms keep their weights. */
  private static final List<String> PLACES = List.of("", "model", "state_dict", "state_dict.model");

  static Stream<Path> untrained() throws IOException {
    return files().stream().filter(file -> !file.endsWith(TRAINED));
  }

  static Stream<Path> trained() throws IOException {
    return files().stream().filter(file -> file.endsWith(TRAINED));
  }

  private static List<Path> files() throws IOException {
    String root = System.getProperty("segue.golden", "");
    assumeTrue(!root.isEmpty(), "set -Dsegue.golden to the folder of reference data");
    assumeTrue(Files.isDirectory(Path.of(root)), () -> "no reference data at " + root);
    try (Stream<Path> files = Files.walk(Path.of(root))) {
      return files
          .filter(file -> file.toString().matches(".*\\.(pt|bin|ckpt|pth\\.tar)"))
          .sorted()
          .toList();
    }
  }

  @Test
  void thereAreFilesOfBothForms() throws IOException {
    assertThat(files()).isNotEmpty();
    assertThat(files()).anyMatch(file -> file.toString().contains(".legacy."));
  }

  @ParameterizedTest
  @MethodSource("untrained")
  void holdsTheWeightsBesideIt(Path file) throws IOException {
    Map<String, Tensor> tensors = Checkpoints.read(file);
    Map<String, Tensor> reference = Checkpoints.read(reference(file));
    String stem = file.getFileName().toString().split("\\.", 2)[0];
    for (String place : PLACES) {
      for (String prefix : List.of("", stem, stem.split("_", 2)[0])) {
        Map<String, Tensor> expected = below(reference, prefix);
        Map<String, Tensor> actual = below(tensors, place);
        if (!actual.isEmpty() && actual.keySet().equals(expected.keySet())) {
          assertSame(actual, expected);
          return;
        }
      }
    }
    assertThat(tensors.keySet())
        .as("names like those of the reference")
        .isEqualTo(reference.keySet());
  }

  /** Beside the file or, for the modules of one model, above it. */
  private static Path reference(Path file) {
    Path beside = file.resolveSibling("weights.safetensors");
    Path above = file.getParent().resolveSibling("weights.safetensors");
    assumeTrue(Files.exists(beside) || Files.exists(above), () -> "no weights beside " + file);
    return Files.exists(beside) ? beside : above;
  }

  @ParameterizedTest
  @MethodSource("trained")
  void holdsTheModelAfterTrainingAndTheStateOfItsOptimizer(Path file) throws IOException {
    Map<String, Tensor> reference = Checkpoints.read(file.resolveSibling("expected.safetensors"));
    TorchCheckpoint checkpoint = TorchCheckpoint.open(file);
    Map<String, Tensor> model = checkpoint.tensors("model_state_dict");
    assertSame(model, below(reference, "final"));

    double[] losses = reference.get("losses").toDoubles();
    assertThat(checkpoint.value("epoch")).isEqualTo(losses.length - 1L);
    assertThat((Double) checkpoint.value("loss"))
        .isCloseTo(losses[losses.length - 1], within(1e-6));
    assertThat(checkpoint.tensors("optimizer_state_dict.state").values())
        .isNotEmpty()
        .allMatch(
            state ->
                state.shape().isEmpty()
                    || model.values().stream().anyMatch(t -> t.shape().equals(state.shape())));
    assertThat(checkpoint.value("optimizer_state_dict.param_groups.0.lr"))
        .isInstanceOf(Double.class);
  }

  /** The tensors below a name, without it; none if there are none. */
  private static Map<String, Tensor> below(Map<String, Tensor> tensors, String name) {
    Map<String, Tensor> below = new HashMap<>();
    String prefix = name.isEmpty() ? "" : name + ".";
    tensors.forEach(
        (full, tensor) -> {
          if (full.startsWith(prefix)) {
            below.put(full.substring(prefix.length()), tensor);
          }
        });
    return below;
  }

  private static void assertSame(Map<String, Tensor> actual, Map<String, Tensor> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    actual.forEach((name, tensor) -> assertSame(tensor, expected.get(name)));
  }

  private static void assertSame(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).as(actual.name()).isEqualTo(expected.shape());
    if (actual.dtype() == expected.dtype()) {
      assertThat(actual.bytes()).as(actual.name()).isEqualTo(expected.bytes());
    } else {
      // References may be widened; every value then is exact.
      assertThat(actual.toDoubles()).as(actual.name()).isEqualTo(expected.toDoubles());
    }
  }
}
