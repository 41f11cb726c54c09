// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.safetensors;

import java.util.Arrays;

/** The element types that are read and written; the names are those of the file format. */
public enum Dtype {
  /** 64-bit IEEE 754. */
  F64(8),
  /** 64-bit signed. */
  I64(8),
  /** 32-bit IEEE 754. */
  F32(4),
  /** 32-bit signed. */
  I32(4),
  /** 16-bit signed. */
  I16(2),
  /** 16-bit IEEE 754. */
  F16(2),
  /** The upper 16 bits of an {@link #F32}. */
  BF16(2),
  /** 8-bit signed. */
  I8(1),
  /** 8-bit unsigned. */
  U8(1),
  /** One byte, 0 or 1. */
  BOOL(1);

  private final int bytes;

  Dtype(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  static Dtype named(String name, String tensor) throws SafetensorsException {
    for (Dtype dtype : values()) {
      if (dtype.name().equals(name)) {
        return dtype;
      }
    }
    throw new SafetensorsException(
        "tensor %s has the element type %s; known are %s"
            .formatted(tensor, name, Arrays.toString(values())));
  }
}
