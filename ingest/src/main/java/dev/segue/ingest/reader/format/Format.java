// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader.format;

import java.io.IOException;

/** One format of listening logs. */
interface Format {
  /** Whether a log whose first record is this one is of this format. */
  boolean matches(String first);

  /**
   * A parser of a log that begins with this record.
   *
   * @throws IOException if a column that every row needs is missing; the message names it
   */
  RowParser parser(String first) throws IOException;
}
