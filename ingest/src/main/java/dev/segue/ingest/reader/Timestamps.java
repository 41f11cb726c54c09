// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Reads the times that listening logs hold: ISO-8601, {@code YYYY-MM-DD HH:MM[:SS]}, epoch seconds
 * and epoch milliseconds. A time without a zone is UTC.
 */
public final class Timestamps {
  // Epoch numbers from here on are milliseconds (1973); as seconds they would lie in the year 5138.
  private static final long FIRST_MILLIS = 100_000_000_000L;
  private static final int MINUTES_LENGTH = "2014-01-20 09:24".length();
  private static final int SECONDS_LENGTH = "2014-01-20 09:24:42".length();
  private static final int MAX_EPOCH_DIGITS = 18;

  private Timestamps() {}

  /** The instant, or empty if the text is not a time in any of the formats. */
  public static Optional<Instant> parse(String text) {
    String time = text.strip();
    try {
      if (isNumber(time)) {
        return Optional.of(ofEpoch(Long.parseLong(time)));
      }
      if (time.length() < MINUTES_LENGTH) {
        return Optional.empty();
      }
      if (time.length() == MINUTES_LENGTH || time.length() == SECONDS_LENGTH) {
        return Optional.of(local(time));
      }
      return Optional.of(iso(time));
    } catch (DateTimeException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The instant of a number of seconds or milliseconds since 1970; its size tells which. */
  public static Instant ofEpoch(long number) {
    return number < FIRST_MILLIS ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number);
  }

  // By hand, because a formatter takes most of the time of reading a log.
  private static Instant local(String time) {
    if (time.charAt(4) != '-'
        || time.charAt(7) != '-'
        || (time.charAt(10) != ' ' && time.charAt(10) != 'T')
        || time.charAt(13) != ':') {
      return iso(time);
    }
    int seconds = 0;
    if (time.length() == SECONDS_LENGTH) {
      if (time.charAt(16) != ':') {
        return iso(time);
      }
      seconds = digits(time, 17, 19);
    }
    return LocalDateTime.of(
            digits(time, 0, 4),
            digits(time, 5, 7),
            digits(time, 8, 10),
            digits(time, 11, 13),
            digits(time, 14, 16),
            seconds)
        .toInstant(ZoneOffset.UTC);
  }

  private static Instant iso(String time) {
    String strict = time.charAt(10) == ' ' ? time.replaceFirst(" ", "T") : time;
    return hasZone(strict)
        ? OffsetDateTime.parse(strict).toInstant()
        : LocalDateTime.parse(strict).toInstant(ZoneOffset.UTC);
  }

  private static boolean hasZone(String time) {
    return time.endsWith("Z")
        || time.indexOf('+', MINUTES_LENGTH) >= 0
        || time.indexOf('-', MINUTES_LENGTH) >= 0;
  }

  private static int digits(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new NumberFormatException(text);
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private static boolean isNumber(String text) {
    if (text.isEmpty() || text.length() > MAX_EPOCH_DIGITS) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
