// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

/** Understands the lines of one log format. For one thread. */
@FunctionalInterface
interface RowParser {
  Row parse(String line) throws BadRow;
}
