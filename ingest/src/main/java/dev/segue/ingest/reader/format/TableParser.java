// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader.format;

/** A parser of rows that may span lines. */
public interface TableParser extends RowParser {
  /** How the rows are split into cells. */
  Cells cells();
}
