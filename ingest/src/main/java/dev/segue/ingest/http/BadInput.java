// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.http;

import dev.segue.runtime.http.Problem;

/** What a caller sent cannot be used; the message says why and what to do. */
final class BadInput extends Exception {
  private static final long serialVersionUID = 1L;

  BadInput(String message) {
    super(message, null, false, false);
  }

  /** As an answer. */
  Problem problem() {
    return new Problem(400, "Bad Request", getMessage());
  }
}
