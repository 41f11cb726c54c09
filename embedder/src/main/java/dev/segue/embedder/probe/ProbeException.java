// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import java.io.IOException;

/** A manifest that cannot be probed with; the message says where and what to do. */
public final class ProbeException extends IOException {
  private static final long serialVersionUID = 1L;

  ProbeException(String message) {
    super(message);
  }
}
