// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.time;

/** A value that cannot be read as a time; the message says why and what to write instead. */
public final class NotATimeException extends Exception {
  private static final long serialVersionUID = 1L;

  NotATimeException(String message) {
    // Without a stack trace: a log can hold millions of bad times.
    super(message, null, false, false);
  }
}
