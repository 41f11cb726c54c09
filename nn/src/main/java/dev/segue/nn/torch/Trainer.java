// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Minimises the {@code loss} of a network, step by step. Not thread-safe.
 *
 * <p>Every step seeds the random numbers (dropout) anew from the seed and its own number, so that a
 * training that was saved and loaded goes on exactly as it would have.
 */
public final class Trainer implements AutoCloseable {
  private static final String FIRST_MOMENT = "adam.m.";
  private static final String SECOND_MOMENT = "adam.v.";
  private static final String STEPS = "adam.steps";

  private final Network network;
  private final Adam adam;
  private final Schedule schedule;
  private final long seed;
  private final NDManager manager = Torch.scope();
  private final List<NDArray> first = new ArrayList<>();
  private final List<NDArray> second = new ArrayList<>();
  private long steps;
  private double scale = 1;

  /** What a step found. */
  public record Step(float loss, float gradientNorm) {}

  /** Trains a network; it stays the caller's to close. */
  public Trainer(Network network, Adam adam, Schedule schedule, long seed) {
    this.network = network;
    this.adam = adam;
    this.schedule = schedule;
    this.seed = seed;
    for (String name : network.trainable()) {
      Shape shape = network.array(name).getShape();
      first.add(manager.zeros(shape));
      second.add(manager.zeros(shape));
    }
  }

  /** The number of steps done. */
  public long steps() {
    return steps;
  }

  /** Multiplies the learning rate of all steps to come, for schedules that follow a measure. */
  public void scaleLearningRate(double factor) {
    scale *= factor;
  }

  /** The product of all factors so far. */
  public double learningRateScale() {
    return scale;
  }

  /**
   * One step of Adam.
   *
   * @param inputs of the method {@code loss}; they stay the caller's
   * @return the loss and the joint norm of the gradients, both from before the step
   * @throws ArithmeticException if the loss is not a finite number; the parameters stay as they
   *     were
   */
  public Step step(List<NDArray> inputs) {
    steps++;
    try (NDManager scope = Torch.scope()) {
      NDList found = differentiate(scope, inputs, steps);
      NDArray lossAsArray = found.remove(found.size() - 1);
      List<NDArray> hyper = List.of(hyperParameters(scope));
      NDList norm = network.script().call(scope, "clip", List.of(found, hyper));
      float loss = lossAsArray.getFloat();
      if (!Float.isFinite(loss)) {
        throw new ArithmeticException(
            "the loss of step %d is %s; lower the learning rate or clip the gradients"
                .formatted(steps, loss));
      }
      update(scope, found, hyper);
      return new Step(loss, norm.get(0).getFloat());
    }
  }

  /** The loss of these inputs and its gradient for each trainable parameter; changes nothing. */
  public Gradients gradients(List<NDArray> inputs) {
    try (NDManager scope = Torch.scope()) {
      NDList result = differentiate(scope, inputs, steps + 1);
      Map<String, float[]> byName = new LinkedHashMap<>();
      List<String> names = network.trainable();
      for (int i = 0; i < names.size(); i++) {
        NDArray gradient = result.get(i);
        byName.put(
            names.get(i), (gradient.isSparse() ? gradient.toDense() : gradient).toFloatArray());
      }
      return new Gradients(result.get(names.size()).getFloat(), byName);
    }
  }

  /** A loss and its gradients by parameter, row-major. */
  public record Gradients(float loss, Map<String, float[]> byName) {}

  /** Writes parameters and optimiser to a file; it appears only when it is complete. */
  public void save(Path file) throws IOException {
    List<Tensor> tensors = new ArrayList<>(network.tensors().values());
    List<String> names = network.trainable();
    for (int i = 0; i < names.size(); i++) {
      tensors.add(tensor(FIRST_MOMENT + names.get(i), first.get(i)));
      tensors.add(tensor(SECOND_MOMENT + names.get(i), second.get(i)));
    }
    tensors.add(Tensor.of(STEPS, new long[] {steps}, 1));
    tensors.add(Tensor.of("adam.scale", new double[] {scale}, 1));
    Safetensors.write(file, tensors, Map.of());
  }

  /**
   * Goes back to what was saved.
   *
   * @throws IOException if the file is not one that {@link #save} wrote for such a network
   */
  public void load(Path file) throws IOException {
    Safetensors saved = Safetensors.open(file);
    List<Tensor> parameters = new ArrayList<>();
    for (String name : network.names()) {
      parameters.add(saved.tensor(name));
    }
    List<String> names = network.trainable();
    try {
      network.load(parameters);
      for (int i = 0; i < names.size(); i++) {
        fill(first.get(i), saved.tensor(FIRST_MOMENT + names.get(i)));
        fill(second.get(i), saved.tensor(SECOND_MOMENT + names.get(i)));
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    steps = saved.tensor(STEPS).toLongs()[0];
    scale = saved.tensor("adam.scale").toDoubles()[0];
  }

  @Override
  public void close() {
    manager.close();
  }

  private NDArray hyperParameters(NDManager scope) {
    double rate = adam.learningRate() * schedule.factor(steps) * scale;
    return scope.create(
        new double[] {
          rate,
          adam.beta1(),
          adam.beta2(),
          adam.epsilon(),
          adam.weightDecay(),
          adam.clipNorm(),
          1 - Math.pow(adam.beta1(), (double) steps),
          1 - Math.pow(adam.beta2(), (double) steps)
        });
  }

  /** The gradients of the trainable parameters, then the loss. */
  private NDList differentiate(NDManager scope, List<NDArray> inputs, long step) {
    long mixed = (seed * 0x9E3779B97F4A7C15L + step) * 0xBF58476D1CE4E5B9L;
    List<List<NDArray>> arguments = List.of(network.arrays(), inputs);
    return Torch.withSeed(
        mixed, () -> network.script().differentiate(scope, "gradients", arguments));
  }

  private void update(NDManager scope, List<NDArray> gradients, List<NDArray> hyper) {
    List<String> names = network.trainable();
    List<List<NDArray>> dense =
        List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < names.size(); i++) {
      List<NDArray> one =
          List.of(network.array(names.get(i)), gradients.get(i), first.get(i), second.get(i));
      if (gradients.get(i).isSparse()) {
        List<List<NDArray>> arguments = new ArrayList<>();
        one.forEach(array -> arguments.add(List.of(array)));
        arguments.add(hyper);
        network.script().call(scope, "sparse_adam", arguments);
      } else {
        for (int j = 0; j < one.size(); j++) {
          dense.get(j).add(one.get(j));
        }
      }
    }
    if (!dense.get(0).isEmpty()) {
      List<List<NDArray>> arguments = new ArrayList<>(dense);
      arguments.add(Collections.nCopies(dense.get(0).size(), scope.create((float) steps)));
      arguments.add(hyper);
      network.script().call(scope, adam.weightDecay() > 0 ? "adamw" : "adam", arguments);
    }
  }

  private void fill(NDArray target, Tensor tensor) {
    long[] shape = target.getShape().getShape();
    if (!java.util.Arrays.stream(shape).boxed().toList().equals(tensor.shape())) {
      throw new IllegalArgumentException(
          tensor + " does not fit " + java.util.Arrays.toString(shape));
    }
    try (NDManager scope = Torch.scope()) {
      NDArray values = scope.create(FloatBuffer.wrap(tensor.toFloats()), target.getShape());
      network.script().call(scope, "assign", List.of(List.of(target), List.of(values)));
    }
  }

  private static Tensor tensor(String name, NDArray array) {
    return Tensor.of(name, array.toFloatArray(), array.getShape().getShape());
  }
}
