// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.util.List;

/**
 * A checked view of a storage.
 *
 * @param count elements of the tensor
 * @param first index of its first element in the storage
 * @param last index of its last
 */
record Layout(List<Long> shape, List<Long> strides, long count, long first, long last) {
  private static final int MAX_DIMENSIONS = 64;

  static Layout of(String name, TensorRef ref) throws CheckpointException {
    try {
      return checked(ref);
    } catch (ArithmeticException e) {
      throw new CheckpointException(
          "tensor %s is too large: shape %s, strides %s"
              .formatted(Quoted.of(name), ref.shape(), ref.strides()),
          e);
    } catch (CheckpointException e) {
      throw new CheckpointException("tensor " + Quoted.of(name) + ": " + e.getMessage(), e);
    }
  }

  private static Layout checked(TensorRef ref) throws CheckpointException {
    List<Long> shape = ref.shape();
    List<Long> strides = ref.strides();
    if (shape.size() != strides.size() || shape.size() > MAX_DIMENSIONS) {
      throw new CheckpointException(
          "it has %d sizes and %d strides; the same number, up to %d, was expected"
              .formatted(shape.size(), strides.size(), MAX_DIMENSIONS));
    }
    long count = 1;
    long reach = 0;
    for (int i = 0; i < shape.size(); i++) {
      long size = Values.count(shape.get(i), "a size");
      long stride = Values.count(strides.get(i), "a stride");
      count = shape.contains(0L) ? 0 : Math.multiplyExact(count, size);
      reach = Math.addExact(reach, Math.multiplyExact(Math.max(size - 1, 0), stride));
    }
    long offset = Values.count(ref.offset(), "the offset");
    StorageRef storage = ref.storage();
    if (count > 0 && Math.addExact(offset, reach) >= storage.viewCount()) {
      throw new CheckpointException(
          "shape %s, strides %s and offset %d reach beyond the %d elements of storage %s"
              .formatted(shape, strides, offset, storage.viewCount(), Quoted.of(storage.key())));
    }
    if (count > Integer.MAX_VALUE / storage.dtype().bytes()) {
      throw new CheckpointException(
          "%d elements of %s are more than the 2 GiB that fit a Java buffer"
              .formatted(count, storage.dtype()));
    }
    long first = storage.viewBegin() + offset;
    return new Layout(shape, strides, count, first, first + reach);
  }

  boolean contiguous() {
    long expected = 1;
    for (int i = shape.size() - 1; i >= 0; i--) {
      if (shape.get(i) != 1 && strides.get(i) != expected) {
        return false;
      }
      expected *= shape.get(i);
    }
    return true;
  }
}
