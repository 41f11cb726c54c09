// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.safetensors;

import java.io.IOException;

/** A file is not a safetensors file, is damaged, or holds something else than was asked for. */
public final class SafetensorsException extends IOException {
  private static final long serialVersionUID = 1L;

  SafetensorsException(String message) {
    super(message);
  }

  SafetensorsException(String message, Throwable cause) {
    super(message, cause);
  }
}
