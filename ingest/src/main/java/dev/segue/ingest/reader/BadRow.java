// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

/** A line that is not a usable row: why, in a few words that repeat, and this time's detail. */
final class BadRow extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  BadRow(String reason, String detail) {
    // Without a stack trace: a log can hold millions of bad rows.
    super(detail, null, false, false);
    this.reason = reason;
  }

  /** The kind of fault; one of a few, so that it can be counted. */
  String reason() {
    return reason;
  }
}
