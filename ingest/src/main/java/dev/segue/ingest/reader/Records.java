// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import java.io.IOException;
import java.util.Optional;

/** The records of a text, one after the other: lines, rows, or objects. For one thread. */
interface Records {
  /**
   * Moves to the next record.
   *
   * @return false at the end
   * @throws IOException if the text cannot be read further
   */
  boolean next() throws IOException;

  /** The number of the record's first line, or of the object, from 1. */
  long number();

  /** The record; of one with a problem, what can be shown of it. */
  String text();

  /** Why the record cannot be used; empty if it can. */
  Optional<String> problem();
}
