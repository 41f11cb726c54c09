// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import ai.djl.engine.EngineException;
import java.util.List;
import java.util.Locale;

/**
 * Tells a lack of memory outside the heap, which a smaller batch may not meet, from other errors.
 */
final class OutOfMemory {
  /** As CUDA's allocator, PyTorch's own for the processor and the JVM for direct buffers say it. */
  private static final List<String> WORDS =
      List.of(
          "out of memory",
          "can't allocate memory",
          "cannot allocate memory",
          "not enough memory",
          "cublas_status_alloc_failed",
          "direct buffer memory");

  private OutOfMemory() {}

  /** Whether this is, or was caused by, such a lack. The heap is not meant: others share it. */
  static boolean causes(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if ((cause instanceof EngineException || cause instanceof OutOfMemoryError)
          && isOne(String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOne(String message) {
    return WORDS.stream().anyMatch(message::contains);
  }
}
