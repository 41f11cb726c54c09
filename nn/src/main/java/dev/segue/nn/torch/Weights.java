// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.segue.nn.checkpoint.TensorSpec;
import dev.segue.nn.safetensors.Dtype;
import dev.segue.nn.safetensors.Tensor;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Where a {@link FrozenNetwork} gets its parameters from. */
public interface Weights {
  /** The names of the parameters. */
  List<String> names();

  /** A parameter as an array of the scope; it may share memory with a file that must not change. */
  NDArray array(NDManager scope, String name);

  /** Tensors, usually of a file: their values are read from where they are mapped. */
  static Weights of(Map<String, Tensor> tensors) {
    return new Weights() {
      @Override
      public List<String> names() {
        return List.copyOf(tensors.keySet());
      }

      @Override
      public NDArray array(NDManager scope, String name) {
        return view(scope, tensors.get(name));
      }
    };
  }

  /**
   * Random weights of these shapes, made outside the heap: matrices and filters keep the scale of
   * what passes through them, scales are 1 and offsets small. For measuring a network whose weights
   * are not at hand.
   */
  static Weights random(TensorSpec spec, long seed) {
    return new Weights() {
      @Override
      public List<String> names() {
        return List.copyOf(spec.shapes().keySet());
      }

      @Override
      public NDArray array(NDManager scope, String name) {
        long[] shape = spec.shapes().get(name);
        return random(scope, name, shape, seed);
      }
    };
  }

  private static NDArray view(NDManager scope, Tensor tensor) {
    Shape shape = new Shape(tensor.shape().stream().mapToLong(Long::longValue).toArray());
    if (tensor.dtype() == Dtype.F32) {
      return scope.create(tensor.bytes(), shape, DataType.FLOAT32);
    }
    if (tensor.dtype() == Dtype.F16) {
      return scope.create(tensor.bytes(), shape, DataType.FLOAT16);
    }
    return scope.create(FloatBuffer.wrap(tensor.toFloats()), shape);
  }

  private static NDArray random(NDManager scope, String name, long[] shape, long seed) {
    if (shape.length < 2) {
      boolean scale = name.matches(".*(weight|weight_g|gamma|var|variance)");
      Random generator = new Random(seed ^ name.hashCode());
      float[] values = new float[Math.toIntExact(new Shape(shape).size())];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (0.02 * generator.nextGaussian()) + (scale ? 1 : 0);
      }
      return scope.create(FloatBuffer.wrap(values), new Shape(shape));
    }
    double fanIn = Math.max(1, (double) new Shape(shape).size() / shape[0]);
    return Torch.withSeed(
        seed << 33 ^ (long) name.hashCode() << 33,
        () ->
            scope.randomNormal(
                0, (float) (1 / Math.sqrt(fanIn)), new Shape(shape), DataType.FLOAT32));
  }
}
