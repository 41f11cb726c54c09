// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.segue.nn.safetensors.Tensor;
import java.nio.FloatBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A neural network: named parameters and methods in TorchScript that use them.
 *
 * <p>A method that is called from Java has the form {@code def NAME(self, p: List[Tensor], x:
 * List[Tensor]) -> List[Tensor]:}; {@code p} are the parameters, {@code x} the inputs of the call.
 * In its text <code>{name}</code> stands for a parameter. A method named {@code loss} returns
 * {@code Tensor}, a single number, and is what {@link Trainer} minimises. Methods that are not
 * called from Java take what they like. {@link Layers} has the common ones.
 *
 * <p>Calls from several threads are safe as long as none trains.
 */
public final class Network implements AutoCloseable {
  private final NDManager manager;
  private final Map<String, NDArray> parameters;
  private final Set<String> frozen;
  private final Set<String> sparse;
  private final TorchScript script;

  private Network(Builder builder) {
    manager = Torch.scope();
    parameters = new LinkedHashMap<>();
    frozen = Set.copyOf(builder.frozen);
    sparse = Set.copyOf(builder.sparse);
    builder.shapes.forEach(
        (name, shape) -> {
          float[] values =
              builder.initials.get(name).values(shape, Initial.generator(builder.seed, name));
          NDArray array = manager.create(FloatBuffer.wrap(values), new Shape(shape));
          if (!frozen.contains(name)) {
            array.setRequiresGradient(true);
          }
          parameters.put(name, array);
        });
    String methods = builder.methods.toString();
    if (builder.hasLoss()) {
      methods += TrainingStep.methods(trainable(), List.copyOf(parameters.keySet()));
    }
    script = TorchScript.compile(References.resolve(methods, List.copyOf(parameters.keySet())));
  }

  /** A network whose random parameters depend on nothing but the seed and their names. */
  public static Builder builder(long seed) {
    return new Builder(seed);
  }

  /** The names of the parameters, in the order of their declaration. */
  public Set<String> names() {
    return parameters.keySet();
  }

  /** The parameters that training changes, in the order of their declaration. */
  public List<String> trainable() {
    return parameters.keySet().stream().filter(name -> !frozen.contains(name)).toList();
  }

  /**
   * Calls a method without gradients.
   *
   * @param scope that the results belong to
   * @throws ai.djl.engine.EngineException if an operation fails, with its line
   */
  public List<NDArray> call(NDManager scope, String method, NDArray... inputs) {
    return call(scope, method, List.of(inputs));
  }

  /** The same for a list of inputs. */
  public List<NDArray> call(NDManager scope, String method, List<NDArray> inputs) {
    return script.call(scope, method, List.of(List.copyOf(parameters.values()), inputs));
  }

  /**
   * The values of a parameter, row-major.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public float[] values(String name) {
    return array(name).toFloatArray();
  }

  /** The parameters as they are now, by name. */
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    parameters.forEach(
        (name, array) ->
            tensors.put(name, Tensor.of(name, array.toFloatArray(), array.getShape().getShape())));
    return tensors;
  }

  /**
   * Sets every parameter.
   *
   * @throws IllegalArgumentException if one is missing or has another shape, or a tensor is there
   *     that is no parameter; nothing is changed then
   */
  public void load(Collection<Tensor> tensors) {
    Map<String, Tensor> byName = new LinkedHashMap<>();
    tensors.forEach(tensor -> byName.put(tensor.name(), tensor));
    Set<String> missing = new TreeSet<>(parameters.keySet());
    missing.removeAll(byName.keySet());
    Set<String> extra = new TreeSet<>(byName.keySet());
    extra.removeAll(parameters.keySet());
    if (!missing.isEmpty() || !extra.isEmpty()) {
      throw new IllegalArgumentException(
          "these are not the weights of this network: missing %s, unknown %s"
              .formatted(missing, extra));
    }
    byName.forEach((name, tensor) -> requireShape(tensor));
    byName.values().forEach(this::set);
  }

  /**
   * Sets one parameter.
   *
   * @throws IllegalArgumentException if there is none of this name and shape
   */
  public void set(Tensor tensor) {
    requireShape(tensor);
    try (NDManager scope = Torch.scope()) {
      NDArray array = array(tensor.name());
      Shape shape = array.getShape();
      NDArray values = scope.create(FloatBuffer.wrap(tensor.toFloats()), shape);
      script.call(scope, "assign", List.of(List.of(array), List.of(values)));
    }
  }

  @Override
  public void close() {
    script.close();
    manager.close();
  }

  NDArray array(String name) {
    NDArray array = parameters.get(name);
    if (array == null) {
      throw new IllegalArgumentException(
          "there is no parameter %s; there are %s".formatted(name, parameters.keySet()));
    }
    return array;
  }

  Set<String> sparse() {
    return sparse;
  }

  TorchScript script() {
    return script;
  }

  List<NDArray> arrays() {
    return List.copyOf(parameters.values());
  }

  private void requireShape(Tensor tensor) {
    long[] expected = array(tensor.name()).getShape().getShape();
    List<Long> shape = java.util.Arrays.stream(expected).boxed().toList();
    if (!shape.equals(tensor.shape())) {
      throw new IllegalArgumentException(
          "tensor %s has the shape %s where the network has %s"
              .formatted(tensor.name(), tensor.shape(), shape));
    }
  }

  /** Declares a network. */
  public static final class Builder {
    private static final String ASSIGN =
        """
        def assign(self, target: List[Tensor], value: List[Tensor]) -> List[Tensor]:
          done = torch.copy_(torch.detach(target[0]), value[0])
          return [done]
        """;

    private final long seed;
    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final Map<String, Initial> initials = new LinkedHashMap<>();
    private final Set<String> frozen = new TreeSet<>();
    private final Set<String> sparse = new TreeSet<>();
    private final StringBuilder methods = new StringBuilder();

    private Builder(long seed) {
      this.seed = seed;
      methods(ASSIGN);
    }

    /** A parameter that training changes. */
    public Builder parameter(String name, Initial initial, long... shape) {
      if (shapes.put(name, shape.clone()) != null) {
        throw new IllegalArgumentException("the parameter " + name + " is declared twice");
      }
      initials.put(name, initial);
      return this;
    }

    /** A parameter that stays as it is. */
    public Builder frozen(String name, Initial initial, long... shape) {
      frozen.add(name);
      return parameter(name, initial, shape);
    }

    /**
     * A table of which a step touches few rows. If all its gradients are sparse ({@code
     * torch.embedding} with a last argument of {@code True}), only those rows and their moments
     * change: for tables that are too large to pass over in every step.
     */
    public Builder rowSparse(String name, Initial initial, long... shape) {
      sparse.add(name);
      return parameter(name, initial, shape);
    }

    /** Adds methods in TorchScript, written without indentation. */
    public Builder methods(String text) {
      methods.append(text.strip().indent(2));
      return this;
    }

    /**
     * Makes the network.
     *
     * @throws IllegalArgumentException if the text does not compile
     */
    public Network build() {
      return new Network(this);
    }

    private boolean hasLoss() {
      return methods.indexOf("def loss(") >= 0;
    }
  }
}
