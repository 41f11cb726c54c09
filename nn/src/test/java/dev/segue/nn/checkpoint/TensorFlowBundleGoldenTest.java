// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Checkpoints that another program wrote, against the same weights as safetensors. */
class TensorFlowBundleGoldenTest {
  @TestFactory
  Stream<DynamicTest> holdsTheWeightsBesideIt() throws IOException {
    Path golden = Path.of(System.getProperty("segue.golden", "golden"));
    assumeTrue(Files.isDirectory(golden), "there are no golden tensors in " + golden);
    try (Stream<Path> files = Files.walk(golden)) {
      return files.filter(file -> file.toString().endsWith(".index")).toList().stream()
          .map(file -> DynamicTest.dynamicTest(golden.relativize(file) + "", () -> check(file)));
    }
  }

  private static void check(Path index) throws IOException {
    Path weights = index.getParent().resolveSibling("weights.safetensors");
    Map<String, Tensor> expected = Checkpoints.read(weights);
    Map<String, Tensor> actual = Checkpoints.read(index);
    assertThat(actual.keySet()).containsAll(expected.keySet());
    assertThat(actual).hasSizeGreaterThan(expected.size());
    expected.forEach(
        (name, tensor) -> {
          assertThat(actual.get(name).shape()).isEqualTo(tensor.shape());
          assertThat(actual.get(name).toFloats()).isEqualTo(tensor.toFloats());
        });
  }
}
