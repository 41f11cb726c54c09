// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.time;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * The one rule for what a time is, in a log, in an export and over HTTP.
 *
 * <ul>
 *   <li>A number is epoch seconds, milliseconds, microseconds or nanoseconds: the one unit that
 *       puts it between 1990 and 2100. Eight, twelve, fourteen or seventeen digits that spell a
 *       date are that date: {@code YYYYMMDD[HHMM[SS[mmm]]]}.
 *   <li>A text is ISO-8601, or a date with year first, with the month's English name, or with dots,
 *       and a time of day that may be missing. Without a zone it is UTC.
 *   <li>Everything else is refused by name, also what can be read in two ways: {@code 01/02/2014}.
 * </ul>
 */
public final class Timestamps {
  private static final int MINUTES_LENGTH = "2014-01-20 09:24".length();
  private static final int SECONDS_LENGTH = "2014-01-20 09:24:42".length();
  private static final int SHOWN = 40;

  private Timestamps() {}

  /**
   * The instant that a text or a number written as text means; fractions of milliseconds are cut.
   *
   * @throws NotATimeException if it is none, or more than one
   */
  public static Instant read(String text) throws NotATimeException {
    String time = text.strip();
    if (time.isEmpty()) {
      throw new NotATimeException("the time is missing");
    }
    try {
      if (isLocal(time)) {
        return local(time);
      }
      return EpochNumbers.isNumber(time) ? EpochNumbers.read(time) : WrittenTimes.read(time);
    } catch (DateTimeException e) {
      throw new NotATimeException(
          "'" + shortened(time) + "' is not a time: there is no such day or hour");
    }
  }

  /** The value as it can be shown in a message. */
  static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  // Most logs hold this form; reading it by hand takes a tenth of the time of a formatter.
  private static boolean isLocal(String time) {
    int length = time.length();
    if (length != MINUTES_LENGTH && length != SECONDS_LENGTH) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char wanted = "dddd-dd-dd dd:dd:dd".charAt(i);
      char c = time.charAt(i);
      boolean fits =
          switch (wanted) {
            case 'd' -> c >= '0' && c <= '9';
            case ' ' -> c == ' ' || c == 'T';
            default -> c == wanted;
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static Instant local(String time) {
    return LocalDateTime.of(
            digits(time, 0, 4),
            digits(time, 5, 7),
            digits(time, 8, 10),
            digits(time, 11, 13),
            digits(time, 14, 16),
            time.length() == SECONDS_LENGTH ? digits(time, 17, 19) : 0)
        .toInstant(ZoneOffset.UTC);
  }

  private static int digits(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      value = value * 10 + text.charAt(i) - '0';
    }
    return value;
  }
}
