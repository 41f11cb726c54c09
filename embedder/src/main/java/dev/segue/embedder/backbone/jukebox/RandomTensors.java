// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.jukebox;

import dev.segue.nn.checkpoint.TensorSpec;
import dev.segue.nn.safetensors.Dtype;
import dev.segue.nn.safetensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Random weights outside the heap, matrices in float16 as published. */
final class RandomTensors {
  /** Root mean square of a magnitude that is uniform in [1, 2). */
  private static final double MEAN_SIZE = Math.sqrt(7 / 3.0);

  private static final int SIGN_AND_FRACTION = 0x83ff;
  private static final int FRACTION_BITS = 10;
  private static final int EXPONENT_BIAS = 15;

  private final long seed;

  RandomTensors(long seed) {
    this.seed = seed;
  }

  /** Scales are 1, offsets 0, and matrices keep the size of what passes through them. */
  Map<String, Tensor> of(TensorSpec spec) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    spec.shapes().forEach((name, shape) -> tensors.put(name, tensor(name, shape)));
    return tensors;
  }

  /** The prior with one block's weights in all of them. */
  Map<String, Tensor> ofPrior(JukeboxConfig config, int layer) {
    Map<String, Tensor> tensors = of(PriorWeights.needed(config, Math.min(layer, 1)));
    List<String> first = PriorWeights.block(0);
    for (int block = 1; block < layer; block++) {
      List<String> names = PriorWeights.block(block);
      for (int i = 0; i < names.size(); i++) {
        tensors.put(names.get(i), tensors.get(first.get(i)).named(names.get(i)));
      }
    }
    return tensors;
  }

  private Tensor tensor(String name, long... shape) {
    if (shape.length < 2) {
      float[] values = new float[(int) shape[0]];
      Arrays.fill(values, name.endsWith(".weight") ? 1 : 0);
      return Tensor.of(name, values, shape);
    }
    long count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    // A convolution has its outputs first, a matrix of the prior its inputs.
    long inputs = shape.length > 2 ? count / shape[0] : shape[0];
    boolean table = name.contains("emb") || name.endsWith(".k");
    double size = table ? 1 : 1 / Math.sqrt((double) inputs);
    return Tensor.ofBytes(name, Dtype.F16, halves(name, count, size), shape);
  }

  /** Signs and fractions at random, and the one exponent that gives the size. */
  private ByteBuffer halves(String name, long count, double size) {
    int exponent = (int) Math.round(Math.log(size / MEAN_SIZE) / Math.log(2)) + EXPONENT_BIAS;
    SplittableRandom random = new SplittableRandom(seed * 31 + name.hashCode());
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.toIntExact(count * Short.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      int half = (random.nextInt() & SIGN_AND_FRACTION) | (exponent << FRACTION_BITS);
      bytes.putShort((short) half);
    }
    return bytes.flip();
  }
}
