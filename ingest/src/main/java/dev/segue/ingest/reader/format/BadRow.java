// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader.format;

/** A record that is not a usable row: why, in a few words that repeat, and this time's detail. */
public final class BadRow extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /** With the kind of fault and what is wrong in this row. */
  public BadRow(String reason, String detail) {
    // Without a stack trace: a log can hold millions of bad rows.
    super(detail, null, false, false);
    this.reason = reason;
  }

  /** The kind of fault; one of a few, so that it can be counted. */
  public String reason() {
    return reason;
  }
}
