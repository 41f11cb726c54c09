// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader.format;

import com.fasterxml.jackson.databind.JsonNode;

/** A format whose records are JSON objects. */
abstract class JsonFormat implements Format {
  /** Whether the log's first object is one of this format. */
  abstract boolean matches(JsonNode first);

  abstract Row parse(JsonNode record) throws BadRow;

  @Override
  public final boolean matches(String first) {
    try {
      return matches(Json.object(first));
    } catch (BadRow e) {
      return false;
    }
  }

  @Override
  public final RowParser parser(String first) {
    return record -> parse(Json.object(record));
  }
}
