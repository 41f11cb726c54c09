// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.torch;

/** The element types that networks compute in. */
public enum Precision {
  /** 32 bits. */
  FLOAT32(6),
  /** 16 bits with the range of float32; fast on processors that have it (AVX512-BF16, AMX). */
  BFLOAT16(15),
  /** 16 bits, 11 of them significant; fast on GPUs, slow on processors. */
  FLOAT16(5);

  private final int number;

  Precision(int number) {
    this.number = number;
  }

  /** Its number in TorchScript, as in {@code torch.to(x, 6)}. */
  public int number() {
    return number;
  }
}
