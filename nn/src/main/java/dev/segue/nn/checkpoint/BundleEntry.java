// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import dev.segue.nn.safetensors.Dtype;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a bundle's index says of one tensor.
 *
 * @param dtype empty for what is no number that is read: texts, complex numbers
 * @param shard number of the file that holds its values
 * @param offset of the values in that file
 * @param size of the values in bytes
 * @param crc their masked CRC-32C
 */
record BundleEntry(
    String name,
    Optional<Dtype> dtype,
    List<Long> shape,
    long shard,
    long offset,
    long size,
    int crc) {
  private static final int MAX_DIMENSIONS = 64;

  /** The fields of BundleEntryProto, tensorflow/core/protobuf/tensor_bundle.proto. */
  static BundleEntry read(String name, ByteBuffer value) throws CheckpointException {
    String what = "the entry of tensor " + Quoted.of(name);
    ProtoMessage message = new ProtoMessage(value, what);
    long dtype = 0;
    List<Long> shape = List.of();
    long shard = 0;
    long offset = 0;
    long size = 0;
    int crc = 0;
    while (message.next()) {
      switch (message.field()) {
        case 1 -> dtype = message.varint();
        case 2 -> shape = shape(message.bytes(), what);
        case 3 -> shard = message.varint();
        case 4 -> offset = message.varint();
        case 5 -> size = message.varint();
        case 6 -> crc = message.fixed32();
        case 7 ->
            throw new CheckpointException(
                "tensor %s is stored in slices; save the model without partitioned variables"
                    .formatted(Quoted.of(name)));
        default -> message.skip();
      }
    }
    return new BundleEntry(name, dtype(dtype), shape, shard, offset, size, crc);
  }

  /** TensorShapeProto. */
  private static List<Long> shape(ByteBuffer value, String what) throws CheckpointException {
    List<Long> sizes = new ArrayList<>();
    ProtoMessage shape = new ProtoMessage(value, what);
    while (shape.next()) {
      if (shape.field() != 2) {
        shape.skip();
        continue;
      }
      long size = 0;
      ProtoMessage dimension = new ProtoMessage(shape.bytes(), what);
      while (dimension.next()) {
        if (dimension.field() == 1) {
          size = dimension.varint();
        } else {
          dimension.skip();
        }
      }
      sizes.add(size);
      if (sizes.size() > MAX_DIMENSIONS) {
        throw new CheckpointException(what + " has more than " + MAX_DIMENSIONS + " dimensions");
      }
    }
    return List.copyOf(sizes);
  }

  /** The numbers of tensorflow/core/framework/types.proto. */
  private static Optional<Dtype> dtype(long number) {
    return Optional.ofNullable(
        switch ((int) Math.min(Math.max(number, 0), Integer.MAX_VALUE)) {
          case 1 -> Dtype.F32;
          case 2 -> Dtype.F64;
          case 3 -> Dtype.I32;
          case 4 -> Dtype.U8;
          case 5 -> Dtype.I16;
          case 6 -> Dtype.I8;
          case 9 -> Dtype.I64;
          case 10 -> Dtype.BOOL;
          case 14 -> Dtype.BF16;
          case 19 -> Dtype.F16;
          default -> null;
        });
  }

  /**
   * Checks that shape, type and size agree.
   *
   * @param fileSize of the shard
   */
  void check(long fileSize) throws CheckpointException {
    long bytes = dtype.orElseThrow().bytes();
    try {
      for (long dimension : shape) {
        if (dimension < 0) {
          throw wrong("has a negative size: " + dimension);
        }
        bytes = shape.contains(0L) ? 0 : Math.multiplyExact(bytes, dimension);
      }
    } catch (ArithmeticException e) {
      throw new CheckpointException(
          "tensor %s is too large: %s".formatted(Quoted.of(name), shape), e);
    }
    if (size != bytes) {
      throw wrong("has %d bytes where its shape %s asks for %d".formatted(size, shape, bytes));
    }
    if (size > Integer.MAX_VALUE) {
      throw wrong("has %d bytes, more than the 2 GiB that fit a Java buffer".formatted(size));
    }
    if (offset < 0 || offset > fileSize || size > fileSize - offset) {
      throw wrong(
          "has %d bytes from %d on, but its file ends at %d; copy it again"
              .formatted(size, offset, fileSize));
    }
  }

  CheckpointException wrong(String problem) {
    return new CheckpointException("tensor " + Quoted.of(name) + " " + problem);
  }
}
