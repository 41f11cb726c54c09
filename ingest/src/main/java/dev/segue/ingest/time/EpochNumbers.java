// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.time;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times that are written as one number: since 1970 in some unit, or the digits of a date. */
final class EpochNumbers {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?\\d{1,25}(?:[.,]\\d{0,25})?(?:[eE][+-]?\\d{1,2})?");
  private static final Pattern DATE_DIGITS =
      Pattern.compile("(\\d{4})(\\d{2})(\\d{2})(?:(\\d{2})(\\d{2})(?:(\\d{2})(\\d{3})?)?)?");

  // Scrobbling began in 2002 and MP3 in 1995. Read in the right unit, every play lies in this
  // range; read in a wrong one, none does, because the range spans less than a factor of 1000.
  private static final Instant FIRST = Instant.parse("1990-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2100-01-01T00:00:00Z");

  // Days since 1899-12-30 for the same range, as spreadsheets count them.
  private static final BigDecimal FIRST_SERIAL = BigDecimal.valueOf(32_874);
  private static final BigDecimal END_SERIAL = BigDecimal.valueOf(73_051);

  private enum Unit {
    SECONDS(0),
    MILLISECONDS(3),
    MICROSECONDS(6),
    NANOSECONDS(9);

    private final int decimals;

    Unit(int decimals) {
      this.decimals = decimals;
    }

    boolean fits(BigDecimal number) {
      BigDecimal seconds = number.movePointLeft(decimals);
      return seconds.compareTo(BigDecimal.valueOf(FIRST.getEpochSecond())) >= 0
          && seconds.compareTo(BigDecimal.valueOf(END.getEpochSecond())) < 0;
    }

    Instant instant(BigDecimal number) {
      return Instant.ofEpochMilli(
          number.movePointRight(3 - decimals).setScale(0, RoundingMode.FLOOR).longValueExact());
    }
  }

  private EpochNumbers() {}

  static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  static Instant read(String text) throws NotATimeException {
    Optional<Instant> date = date(text);
    if (date.isPresent()) {
      return date.get();
    }
    BigDecimal number = new BigDecimal(text.replace(',', '.'));
    if (number.scale() < 0 && number.signum() != 0) {
      throw new NotATimeException(
          "'" + text + "' has lost its last digits; write the epoch seconds in full");
    }
    for (Unit unit : Unit.values()) {
      if (unit.fits(number)) {
        return unit.instant(number);
      }
    }
    throw new NotATimeException(
        "'"
            + Timestamps.shortened(text)
            + "' is not a time: "
            + why(number)
            + "; write ISO-8601 such as 2014-01-20T09:24:42Z, or epoch seconds or milliseconds");
  }

  private static String why(BigDecimal number) {
    if (number.signum() == 0) {
      return "0 stands for an unknown one";
    }
    if (number.compareTo(FIRST_SERIAL) >= 0 && number.compareTo(END_SERIAL) < 0) {
      return "it looks like a spreadsheet's count of days";
    }
    return "in no unit since 1970 it lies between 1990 and 2100";
  }

  // None of these lies between 1990 and 2100 in a unit since 1970, so a date is the only reading.
  private static Optional<Instant> date(String text) {
    Matcher digits = DATE_DIGITS.matcher(text);
    if (!digits.matches()) {
      return Optional.empty();
    }
    try {
      Instant date =
          LocalDateTime.of(
                  part(digits, 1),
                  part(digits, 2),
                  part(digits, 3),
                  part(digits, 4),
                  part(digits, 5),
                  part(digits, 6),
                  part(digits, 7) * 1_000_000)
              .toInstant(ZoneOffset.UTC);
      return date.isBefore(FIRST) || !date.isBefore(END) ? Optional.empty() : Optional.of(date);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static int part(Matcher digits, int group) {
    return digits.group(group) == null ? 0 : Integer.parseInt(digits.group(group));
  }
}
