// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A named array of numbers, in row-major order. Immutable.
 *
 * <p>The values of a tensor that was read stay in the mapped file until one of the {@code to...}
 * methods copies them out.
 */
public final class Tensor {
  private final String name;
  private final Dtype dtype;
  private final List<Long> shape;
  private final ByteBuffer data;

  Tensor(String name, Dtype dtype, List<Long> shape, ByteBuffer data) {
    this.name = name;
    this.dtype = dtype;
    this.shape = List.copyOf(shape);
    this.data = data.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Makes an {@link Dtype#F32} tensor from a copy of the values.
   *
   * @throws IllegalArgumentException if the shape does not hold exactly that many values
   */
  public static Tensor of(String name, float[] values, long... shape) {
    ByteBuffer data = allocate(name, Dtype.F32, values.length, shape);
    data.asFloatBuffer().put(values);
    return new Tensor(name, Dtype.F32, boxed(shape), data);
  }

  /** Makes an {@link Dtype#F64} tensor; otherwise as {@link #of(String, float[], long...)}. */
  public static Tensor of(String name, double[] values, long... shape) {
    ByteBuffer data = allocate(name, Dtype.F64, values.length, shape);
    data.asDoubleBuffer().put(values);
    return new Tensor(name, Dtype.F64, boxed(shape), data);
  }

  /** Makes an {@link Dtype#I64} tensor; otherwise as {@link #of(String, float[], long...)}. */
  public static Tensor of(String name, long[] values, long... shape) {
    ByteBuffer data = allocate(name, Dtype.I64, values.length, shape);
    data.asLongBuffer().put(values);
    return new Tensor(name, Dtype.I64, boxed(shape), data);
  }

  /** Makes an {@link Dtype#I32} tensor; otherwise as {@link #of(String, float[], long...)}. */
  public static Tensor of(String name, int[] values, long... shape) {
    ByteBuffer data = allocate(name, Dtype.I32, values.length, shape);
    data.asIntBuffer().put(values);
    return new Tensor(name, Dtype.I32, boxed(shape), data);
  }

  /**
   * Makes a tensor over raw values, which are not copied: whoever passes them must not change them
   * afterwards.
   *
   * @param bytes little-endian, row-major, from its position to its limit
   * @throws IllegalArgumentException if the shape does not take exactly that many bytes
   */
  public static Tensor ofBytes(String name, Dtype dtype, ByteBuffer bytes, long... shape) {
    long expected = Math.multiplyExact(elements(name, shape), (long) dtype.bytes());
    if (expected != bytes.remaining()) {
      throw new IllegalArgumentException(
          "tensor %s has %d bytes where its shape %s of %s asks for %d"
              .formatted(name, bytes.remaining(), boxed(shape), dtype, expected));
    }
    return new Tensor(name, dtype, boxed(shape), bytes.slice());
  }

  /** The same values under another name. */
  public Tensor named(String other) {
    return new Tensor(other, dtype, shape, data);
  }

  /** The name in the file. */
  public String name() {
    return name;
  }

  /** The element type. */
  public Dtype dtype() {
    return dtype;
  }

  /** The size of each dimension, outermost first; empty for a single number. */
  public List<Long> shape() {
    return shape;
  }

  /** The number of elements. */
  public int size() {
    return data.limit() / dtype.bytes();
  }

  /** The raw little-endian bytes, read-only. */
  public ByteBuffer bytes() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Copies the values out; integers and F64 are rounded to the nearest float. */
  public float[] toFloats() {
    float[] out = new float[size()];
    if (dtype == Dtype.F32) {
      data.asFloatBuffer().get(out);
      return out;
    }
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) doubleAt(i);
    }
    return out;
  }

  /** Copies the values out; I64 beyond 2^53 is rounded to the nearest double. */
  public double[] toDoubles() {
    double[] out = new double[size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = doubleAt(i);
    }
    return out;
  }

  /**
   * Copies integers or booleans (0, 1) out.
   *
   * @throws IllegalStateException if the element type is a floating-point one
   */
  public long[] toLongs() {
    long[] out = new long[size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = longAt(i);
    }
    return out;
  }

  @Override
  public String toString() {
    return name + " " + dtype + shape;
  }

  private double doubleAt(int index) {
    return switch (dtype) {
      case F64 -> data.getDouble(index * 8);
      case F32 -> data.getFloat(index * 4);
      case F16 -> HalfFloats.fromF16(data.getShort(index * 2));
      case BF16 -> HalfFloats.fromBf16(data.getShort(index * 2));
      case I64, I32, I16, I8, U8, BOOL -> longAt(index);
    };
  }

  private long longAt(int index) {
    return switch (dtype) {
      case I64 -> data.getLong(index * 8);
      case I32 -> data.getInt(index * 4);
      case I16 -> data.getShort(index * 2);
      case I8 -> data.get(index);
      case U8 -> data.get(index) & 0xff;
      case BOOL -> data.get(index) == 0 ? 0 : 1;
      case F64, F32, F16, BF16 ->
          throw new IllegalStateException("tensor " + name + " holds " + dtype + ", not integers");
    };
  }

  private static ByteBuffer allocate(String name, Dtype dtype, int values, long... shape) {
    long expected = elements(name, shape);
    if (expected != values) {
      throw new IllegalArgumentException(
          "tensor %s has %d values where its shape %s asks for %d"
              .formatted(name, values, boxed(shape), expected));
    }
    return ByteBuffer.allocate(Math.multiplyExact(values, dtype.bytes()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long elements(String name, long... shape) {
    boolean empty = false;
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException("tensor " + name + " has a negative dimension: " + size);
      }
      empty |= size == 0;
    }
    return empty ? 0 : LongStream.of(shape).reduce(1, Math::multiplyExact);
  }

  private static List<Long> boxed(long... shape) {
    return LongStream.of(shape).boxed().toList();
  }
}
