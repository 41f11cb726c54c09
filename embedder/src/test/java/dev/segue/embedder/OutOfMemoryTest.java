// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutOfMemoryTest {
  @Test
  void isNoHeapThatIsFull() {
    assertThat(OutOfMemory.causes(new OutOfMemoryError("Java heap space"))).isFalse();
  }

  @Test
  void isNoOtherErrorOfTheEngine() {
    assertThat(OutOfMemory.causes(new EngineException("shape [1] is invalid"))).isFalse();
    assertThat(OutOfMemory.causes(new IllegalStateException("out of memory"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0; 79.10 GiB total capacity)",
        "CUDA error: out of memory",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "[enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory:"
            + " you tried to allocate 4000000000000 bytes. Error code 12 (Cannot allocate memory)",
        "[enforce fail at alloc_cpu.cpp:83] DefaultCPUAllocator: not enough memory"
      })
  void isWhatTheEnginesAllocatorsSay(String message) {
    assertThat(OutOfMemory.causes(new EngineException(message))).isTrue();
    assertThat(OutOfMemory.causes(new RuntimeException(new EngineException(message)))).isTrue();
  }

  @Test
  void isALackOfDirectBuffers() {
    assertThat(
            OutOfMemory.causes(
                new OutOfMemoryError(
                    "Cannot reserve 480000 bytes of direct buffer memory (allocated: 1, limit: 1)")))
        .isTrue();
  }
}
