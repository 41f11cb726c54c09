// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import dev.segue.nn.checkpoint.TensorSpec;
import dev.segue.nn.torch.Initial;
import dev.segue.nn.torch.Network;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The parameters of a network, as its parts declare them while their text is written. One
 * declaration serves inference ({@link #spec}) and training ({@link #addTo}).
 */
final class Parameters {
  private final Map<String, Declared> all = new LinkedHashMap<>();
  private final Set<String> matrices = new TreeSet<>();

  private record Declared(Initial initial, boolean trained, List<Long> shape) {
    long values() {
      return shape.stream().reduce(1L, Math::multiplyExact);
    }

    long[] sizes() {
      return shape.stream().mapToLong(Long::longValue).toArray();
    }
  }

  /** A parameter; a second method may use it again, in the same shape. */
  void declare(String name, Initial initial, boolean trained, long... shape) {
    List<Long> sizes = Arrays.stream(shape).boxed().toList();
    Declared before = all.putIfAbsent(name, new Declared(initial, trained, sizes));
    if (before != null && !before.shape().equals(sizes)) {
      throw new IllegalArgumentException(
          "%s is %s here and %s elsewhere".formatted(name, sizes, before.shape()));
    }
  }

  /** Notes that a parameter is only multiplied with, so that it may be kept in fewer bits. */
  void matrix(String name) {
    matrices.add(name);
  }

  /** Whether a parameter may be kept in fewer bits. */
  boolean isMatrix(String name) {
    return matrices.contains(name);
  }

  /** How many numbers are trained. */
  long trainedValues() {
    return all.values().stream().filter(Declared::trained).mapToLong(Declared::values).sum();
  }

  /** Names and shapes, for reading a checkpoint. */
  TensorSpec.Builder spec() {
    TensorSpec.Builder spec = TensorSpec.builder();
    all.forEach((name, declared) -> spec.tensor(name, declared.sizes()));
    return spec;
  }

  /** Declares all of them in a network that will be trained. */
  void addTo(Network.Builder network) {
    all.forEach(
        (name, declared) -> {
          if (declared.trained()) {
            network.parameter(name, declared.initial(), declared.sizes());
          } else {
            network.frozen(name, declared.initial(), declared.sizes());
          }
        });
  }
}
