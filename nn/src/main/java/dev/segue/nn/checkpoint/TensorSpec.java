// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import dev.segue.nn.safetensors.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The tensors that a network asks of a checkpoint: names and shapes, as their authors published
 * them. Immutable.
 */
public final class TensorSpec {
  private static final int NAMED = 5;

  private final Map<String, long[]> shapes;
  private final List<Pattern> ignored;

  private TensorSpec(Builder builder) {
    shapes = Collections.unmodifiableMap(new LinkedHashMap<>(builder.shapes));
    ignored = List.copyOf(builder.ignored);
  }

  /** An empty one to fill. */
  public static Builder builder() {
    return new Builder();
  }

  /** The names and shapes, in the order of their declaration. */
  public Map<String, long[]> shapes() {
    return shapes;
  }

  /** How many tensors there are. */
  public int count() {
    return shapes.size();
  }

  /** How many numbers they hold together. */
  public long values() {
    return shapes.values().stream().mapToLong(TensorSpec::size).sum();
  }

  /**
   * Picks these tensors out of a checkpoint. Weight-normalised layers may have the names of PyTorch
   * before 2.0 or after; what is declared as ignored may be there or not.
   *
   * @param found the tensors of the checkpoint by name
   * @return those of this specification under their declared names, in its order
   * @throws CheckpointException if a tensor is missing, has another shape or is not known; the
   *     message names them
   */
  public Map<String, Tensor> select(Map<String, Tensor> found) throws CheckpointException {
    Map<String, Tensor> byName = new LinkedHashMap<>();
    found.forEach((name, tensor) -> byName.put(WeightNorm.declared(name), tensor));
    List<String> problems = new ArrayList<>();
    report(problems, "missing", missing(byName));
    report(problems, "of another shape", misshapen(byName));
    report(problems, "unknown", unknown(byName));
    if (!problems.isEmpty()) {
      throw new CheckpointException(
          "these are not the weights of this network: %s; is it the file of another model or size?"
              .formatted(String.join("; ", problems)));
    }
    Map<String, Tensor> selected = new LinkedHashMap<>();
    shapes.keySet().forEach(name -> selected.put(name, byName.get(name).named(name)));
    return selected;
  }

  /**
   * The same, and the message begins with the file.
   *
   * @param file that the tensors were found in
   */
  public Map<String, Tensor> select(Path file, Map<String, Tensor> found)
      throws CheckpointException {
    try {
      return select(found);
    } catch (CheckpointException e) {
      throw new CheckpointException(file + ": " + e.getMessage(), e);
    }
  }

  private List<String> missing(Map<String, Tensor> byName) {
    return shapes.entrySet().stream()
        .filter(entry -> !byName.containsKey(entry.getKey()))
        .map(entry -> entry.getKey() + " " + Arrays.toString(entry.getValue()))
        .toList();
  }

  private List<String> misshapen(Map<String, Tensor> byName) {
    return shapes.entrySet().stream()
        .filter(entry -> byName.containsKey(entry.getKey()))
        .filter(
            entry ->
                !Arrays.stream(entry.getValue())
                    .boxed()
                    .toList()
                    .equals(byName.get(entry.getKey()).shape()))
        .map(
            entry ->
                "%s %s instead of %s"
                    .formatted(
                        entry.getKey(),
                        byName.get(entry.getKey()).shape(),
                        Arrays.toString(entry.getValue())))
        .toList();
  }

  private List<String> unknown(Map<String, Tensor> byName) {
    return byName.keySet().stream()
        .filter(name -> !shapes.containsKey(name))
        .filter(name -> ignored.stream().noneMatch(pattern -> pattern.matcher(name).matches()))
        .toList();
  }

  private static void report(List<String> problems, String kind, List<String> names) {
    if (!names.isEmpty()) {
      String more = names.size() > NAMED ? " and %d more".formatted(names.size() - NAMED) : "";
      problems.add(
          "%s: %s%s"
              .formatted(kind, String.join(", ", names.stream().limit(NAMED).toList()), more));
    }
  }

  private static long size(long... shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  @Override
  public String toString() {
    return "%,d tensors, %,d values".formatted(count(), values());
  }

  /** Collects names and shapes. */
  public static final class Builder {
    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final List<Pattern> ignored = new ArrayList<>();

    private Builder() {}

    /** A tensor that must be there. */
    public Builder tensor(String name, long... shape) {
      if (shapes.put(name, shape.clone()) != null) {
        throw new IllegalArgumentException("the tensor " + name + " is declared twice");
      }
      return this;
    }

    /** Tensors that may be there and are not used: a regular expression for their whole names. */
    public Builder ignore(String pattern) {
      ignored.add(Pattern.compile(pattern));
      return this;
    }

    /** Makes it. */
    public TensorSpec build() {
      return new TensorSpec(this);
    }
  }
}
