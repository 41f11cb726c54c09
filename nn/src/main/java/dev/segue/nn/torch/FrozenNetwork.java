// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A network that is only used, not trained: the weights of a checkpoint under their published names
 * and methods in TorchScript, written as for {@link Network}: {@code {name}} stands for a weight.
 *
 * <p>The weights are copied out of their file once, into memory outside the heap, in the element
 * type that they have there or that is asked for. Calls from several threads are safe.
 */
public final class FrozenNetwork implements AutoCloseable {
  /** Copies: what was read may be a file's pages, on which an operation in place would crash. */
  private static final String OWN =
      """
      def own(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        return [torch.clone(x[0])]
      def own_%1$d(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        return [torch.to(x[0], %1$d, False, True)]
      """;

  private final NDManager manager;
  private final List<NDArray> parameters;
  private final String methods;
  private final TorchScript script;

  private FrozenNetwork(
      Weights weights, String methods, Precision precision, Predicate<String> converted) {
    List<String> names = weights.names();
    this.methods = References.resolve(OWN.formatted(precision.number()).indent(2) + methods, names);
    script = TorchScript.compile(this.methods);
    manager = Torch.scope();
    parameters = new ArrayList<>(names.size());
    for (String name : names) {
      String own = converted.test(name) ? "own_" + precision.number() : "own";
      try (NDManager scope = Torch.scope()) {
        NDArray array = weights.array(scope, name);
        parameters.add(
            script.call(manager, own, List.of(List.of(), List.of(array))).singletonOrThrow());
      }
    }
  }

  /**
   * Compiles the methods and reads the weights, as they are in the file.
   *
   * @param methods TorchScript, written without indentation
   * @throws IllegalArgumentException if the text does not compile or uses a weight that is not
   *     there
   */
  public static FrozenNetwork of(Weights weights, String methods) {
    return of(weights, methods, Precision.FLOAT32, name -> false);
  }

  /**
   * The same with some weights in another element type.
   *
   * @param precision of those weights
   * @param converted by name, which weights
   */
  public static FrozenNetwork of(
      Weights weights, String methods, Precision precision, Predicate<String> converted) {
    return new FrozenNetwork(weights, methods.strip().indent(2), precision, converted);
  }

  /**
   * Calls a method.
   *
   * @param scope that the results belong to
   * @throws ai.djl.engine.EngineException if an operation fails, with its line
   */
  public List<NDArray> call(NDManager scope, String method, NDArray... inputs) {
    return call(scope, method, List.of(inputs));
  }

  /** The same for a list of inputs. */
  public List<NDArray> call(NDManager scope, String method, List<NDArray> inputs) {
    long start = System.nanoTime();
    List<NDArray> results = script.call(scope, method, List.of(parameters, inputs));
    CallRecorder.record(this, method, inputs, System.nanoTime() - start);
    return results;
  }

  String methods() {
    return methods;
  }

  List<NDArray> parameters() {
    return parameters;
  }

  @Override
  public void close() {
    script.close();
    manager.close();
  }
}
