// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader.format;

/** Understands the records of one log. For one thread. */
public interface RowParser {
  /**
   * Reads a record: a line, a row of a table or a JSON object.
   *
   * @throws BadRow if it is no play
   */
  Row parse(String record) throws BadRow;

  /** Whether a place in each record is for the listener, so that one without is a bad row. */
  default boolean namesListeners() {
    return false;
  }
}
