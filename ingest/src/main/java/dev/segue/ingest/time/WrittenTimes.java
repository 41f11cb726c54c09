// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.time;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times that are written as a date and a time of day, in the forms that exports use. */
final class WrittenTimes {
  private static final List<String> MONTHS =
      List.of(
          "january",
          "february",
          "march",
          "april",
          "may",
          "june",
          "july",
          "august",
          "september",
          "october",
          "november",
          "december");

  private static final String WEEKDAY = "(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\\s+)?";
  private static final String MONTH = "(?<month>[a-z]{3,9})\\.?";
  private static final String DAY = "(?<day>\\d{1,2})(?:st|nd|rd|th)?";
  private static final String YEAR = "(?<year>\\d{4})(?!\\d)";
  private static final String REST = "(?<rest>.*)";

  /** A date before everything else, and the rest. */
  private static final List<Pattern> DATES =
      List.of(
          pattern("(?<year>\\d{4})([-/.])(?<month>\\d{1,2})\\2(?<day>\\d{1,2})(?!\\d)" + REST),
          pattern("(?<year>\\d{4})(?<month>\\d{2})(?<day>\\d{2})(?=[t\\s])" + REST),
          // With dots the day is first wherever dates are written so.
          pattern("(?<day>\\d{1,2})\\.\\s?(?<month>\\d{1,2})\\.\\s?" + YEAR + REST),
          pattern(WEEKDAY + DAY + "[\\s-]+" + MONTH + "[\\s,-]+" + YEAR + REST),
          pattern(WEEKDAY + MONTH + "\\s+" + DAY + ",?\\s+" + YEAR + REST));

  /** As of C's ctime and of Unix' date: the year comes last. */
  private static final Pattern CTIME =
      pattern(
          WEEKDAY
              + MONTH
              + "\\s+"
              + DAY
              + "\\s+(?<rest>\\d{1,2}:\\d{2}:\\d{2}(?:\\s+\\S+)?)\\s+"
              + YEAR);

  private static final Pattern TIME =
      pattern(
          "(?:t|[\\s,]|\\bat\\b)*(?<hour>\\d{1,2}):(?<minute>\\d{2})"
              + "(?::(?<second>\\d{2})(?:[.,](?<fraction>\\d+))?)?"
              + "(?:\\s*(?<half>am|pm)(?![a-z]))?(?<zone>.*)");
  private static final Pattern BASIC_TIME =
      pattern(
          "t(?<hour>\\d{2})(?<minute>\\d{2})(?:(?<second>\\d{2})(?:[.,](?<fraction>\\d+))?)?"
              + "(?<half>)(?<zone>.*)");
  private static final Pattern OFFSET =
      pattern("(?:utc|gmt)?(?<sign>[+-])(?<hours>\\d{1,2})(?::?(?<minutes>\\d{2}))?");

  private static final Pattern DAY_OR_MONTH = pattern("\\d{1,2}([/-])\\d{1,2}\\1\\d{2,4}(?!\\d).*");

  private WrittenTimes() {}

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  static Instant read(String text) throws NotATimeException {
    // Exports of JavaScript and Java separate AM and PM by a narrow no-break space.
    String time = text.replace('\u202F', ' ').replace('\u00A0', ' ');
    if (DAY_OR_MONTH.matcher(time).matches()) {
      throw new NotATimeException(
          "'"
              + Timestamps.shortened(text)
              + "' does not say which number is the day and which the month; write 2014-01-20");
    }
    for (Pattern pattern : DATES) {
      Matcher date = pattern.matcher(time);
      if (date.matches()) {
        return at(date, text);
      }
    }
    Matcher ctime = CTIME.matcher(time);
    if (ctime.matches()) {
      return at(ctime, text);
    }
    throw notATime(text);
  }

  private static Instant at(Matcher date, String text) throws NotATimeException {
    LocalDate day =
        LocalDate.of(
            Integer.parseInt(date.group("year")),
            month(date.group("month"), text),
            Integer.parseInt(date.group("day")));
    String rest = date.group("rest").strip();
    if (rest.isEmpty()) {
      return day.atStartOfDay().toInstant(ZoneOffset.UTC);
    }
    Matcher time = TIME.matcher(rest);
    if (!time.matches()) {
      time = BASIC_TIME.matcher(rest);
      if (!time.matches()) {
        throw notATime(text);
      }
    }
    return OffsetDateTime.of(day, timeOfDay(time), offset(time.group("zone").strip(), text))
        .toInstant();
  }

  private static int month(String name, String text) throws NotATimeException {
    if (Character.isDigit(name.charAt(0))) {
      return Integer.parseInt(name);
    }
    String lower = name.toLowerCase(Locale.ROOT);
    for (int i = 0; i < MONTHS.size(); i++) {
      if (MONTHS.get(i).startsWith(lower)) {
        return i + 1;
      }
    }
    throw new NotATimeException(
        "'" + Timestamps.shortened(text) + "' names a month that is not English; write 2014-01-20");
  }

  private static LocalTime timeOfDay(Matcher time) {
    int hour = Integer.parseInt(time.group("hour"));
    String half = time.group("half");
    if (half != null && !half.isEmpty()) {
      // LocalTime refuses the hours that a clock of twelve hours does not have.
      hour = hour < 1 || hour > 12 ? 24 : hour % 12 + (half.equalsIgnoreCase("pm") ? 12 : 0);
    }
    return LocalTime.of(
        hour, Integer.parseInt(time.group("minute")), number(time, "second"), millis(time));
  }

  private static int number(Matcher time, String group) {
    return time.group(group) == null ? 0 : Integer.parseInt(time.group(group));
  }

  /** The milliseconds, in nanoseconds. */
  private static int millis(Matcher time) {
    String fraction = time.group("fraction");
    return fraction == null ? 0 : Integer.parseInt((fraction + "00").substring(0, 3)) * 1_000_000;
  }

  private static ZoneOffset offset(String zone, String text) throws NotATimeException {
    // ISO-8601 with the region in brackets, as java.time writes it: the offset says it all.
    String name = zone.replaceFirst("\\[[^\\]]*]$", "").strip();
    if (name.isEmpty() && zone.isEmpty()) {
      return ZoneOffset.UTC;
    }
    if (name.matches("(?i)z|utc|gmt")) {
      return ZoneOffset.UTC;
    }
    Matcher offset = OFFSET.matcher(name);
    if (!offset.matches()) {
      throw new NotATimeException(
          "'"
              + Timestamps.shortened(text)
              + "' ends in '"
              + Timestamps.shortened(zone)
              + "', which is not a known zone; write an offset such as +01:00, or Z for UTC");
    }
    int sign = offset.group("sign").equals("-") ? -1 : 1;
    return ZoneOffset.ofHoursMinutes(
        sign * Integer.parseInt(offset.group("hours")), sign * number(offset, "minutes"));
  }

  private static NotATimeException notATime(String text) {
    return new NotATimeException(
        "'"
            + Timestamps.shortened(text)
            + "' is not a time; write ISO-8601 such as 2014-01-20T09:24:42Z, or epoch seconds or"
            + " milliseconds");
  }
}
