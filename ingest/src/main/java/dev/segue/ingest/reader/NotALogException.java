// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import java.io.IOException;

/** A text whose format is none of those known; the message says what it is and what to do. */
final class NotALogException extends IOException {
  private static final long serialVersionUID = 1L;

  NotALogException(String message) {
    super(message);
  }
}
