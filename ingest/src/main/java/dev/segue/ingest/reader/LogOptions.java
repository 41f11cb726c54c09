// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import dev.segue.ingest.reader.format.LogFormat;
import java.util.Optional;

/**
 * What is known of a log beforehand.
 *
 * @param format its format; empty: its content tells
 * @param user the listener, for a log that does not name one
 */
public record LogOptions(Optional<LogFormat> format, Optional<String> user) {
  /** Nothing is known. */
  public static final LogOptions NONE = new LogOptions(Optional.empty(), Optional.empty());

  /** A log of a known format. */
  public static LogOptions of(LogFormat format) {
    return new LogOptions(Optional.of(format), Optional.empty());
  }

  /** A log of this listener. */
  public static LogOptions of(String user) {
    return new LogOptions(Optional.empty(), Optional.of(user));
  }
}
