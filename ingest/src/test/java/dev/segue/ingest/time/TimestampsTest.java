// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "2020-02-30 12:00",
        "2020-02-20 25:00",
        "2020-02-20 12:00:6x",
        "2020-13-01",
        "2020-02-20T12:00:00+25:00",
        "2020-02-20 13:00 PM",
        "2020-02-20 12",
        "20 Foo 2020 12:00",
        "1582200000 s",
        "0x5E4E6F40",
        "nan",
        "null",
        "--",
        "2020-02-20T12:00:00Zulu"
      })
  void refusesWhatIsNoTime(String text) {
    assertThatThrownBy(() -> Timestamps.read(text))
        .isInstanceOf(NotATimeException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @ParameterizedTest
  @CsvSource({
    // 1970, 1972, 1976 and 1989 in the only units that could be meant.
    "0, unknown",
    "0.0, unknown",
    "1, between 1990 and 2100",
    "-5, between 1990 and 2100",
    "86400000, between 1990 and 2100",
    "201413200924, between 1990 and 2100",
    "631151999, between 1990 and 2100",
    "20141320, between 1990 and 2100",
    "201401, between 1990 and 2100",
    "41659.39, spreadsheet",
    "130346834820000000, between 1990 and 2100",
    "99999999999999999999, between 1990 and 2100",
    "1.39e9, lost its last digits",
    "1.58E+12, lost its last digits",
    "01/02/2014 09:24, which number is the day",
    "13/02/2014, which number is the day",
    "1-2-14 09:24, which number is the day",
    "2020-02-20 12:00:00 EST, not a known zone",
    "20 mars 2020, not English",
    "20 Okt 2020 12:00, not English"
  })
  void refusesByNameWhatCannotBeToldApart(String text, String reason) {
    assertThatThrownBy(() -> Timestamps.read(text))
        .isInstanceOf(NotATimeException.class)
        .hasMessageContaining(text)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void saysThatATimeIsMissing(String text) {
    assertThatThrownBy(() -> Timestamps.read(text)).hasMessage("the time is missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1582200000",
        " 1582200000 ",
        "1582200000.0",
        "1582200000.0004",
        "1582200000,0",
        "1.582200000E9",
        "1582200000000",
        "1582200000000.7",
        "1582200000000000",
        "1582200000000000000",
        "202002201200",
        "20200220120000",
        "20200220120000000"
      })
  void readsNumbersInTheUnitThatTheirSizeTells(String text) throws NotATimeException {
    assertThat(Timestamps.read(text)).isEqualTo(Instant.parse("2020-02-20T12:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2020-02-20 12:00",
        "2020-02-20 12:00:00",
        "2020-02-20T12:00:00",
        "2020-02-20T12:00:00Z",
        "2020-02-20T12:00:00 Z",
        "2020-02-20t12:00:00z",
        "2020-02-20T13:00:00+01:00",
        "2020-02-20T13:00:00+0100",
        "2020-02-20T13:00:00+01",
        "2020-02-20 12:00:00 +0000",
        "2020-02-20 12:00:00+0000",
        "2020-02-20 12:00:00 UTC",
        "2020-02-20 12:00:00UTC",
        "2020-02-20 12:00:00 GMT+00:00",
        "2020-02-20 12:00:00.000",
        "2020-02-20 12:00:00,000",
        "2020-02-20T12:00:00.000000Z",
        "2020-02-20T12:00:00.000000000Z",
        "2020-02-20T07:00:00.000-05:00",
        "2020-02-20T13:00:00+01:00[Europe/Berlin]",
        "2020-02-20, 12:00",
        "2020-2-20 12:00",
        "2020/02/20 12:00:00",
        "20200220T120000Z",
        "20200220T12:00:00Z",
        "20200220 12:00:00",
        "20.02.2020 12:00",
        "20.2.2020, 12:00:00",
        "20 Feb 2020, 12:00",
        "20 Feb 2020 12:00",
        "20-Feb-2020 12:00:00",
        "20 February 2020 12:00",
        "20th February 2020 at 12:00",
        "Feb 20, 2020, 12:00:00 PM UTC",
        "Feb 20, 2020, 12:00:00\u202FPM UTC",
        "February 20 2020 12:00",
        "Thu, 20 Feb 2020 12:00:00 GMT",
        "Thu, 20 Feb 2020 13:00:00 +0100",
        "Thu Feb 20 12:00:00 +0000 2020",
        "Thu Feb 20 12:00:00 UTC 2020",
        "Thu Feb 20 12:00:00 2020"
      })
  void readsTheFormsThatExportsUse(String text) throws NotATimeException {
    assertThat(Timestamps.read(text)).isEqualTo(Instant.parse("2020-02-20T12:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "20140120, 2014-01-20T00:00:00Z",
    "2014-01-20, 2014-01-20T00:00:00Z",
    "201401200924, 2014-01-20T09:24:00Z",
    "20140120092442, 2014-01-20T09:24:42Z",
    "631152000, 1990-01-01T00:00:00Z",
    "999999999999, 2001-09-09T01:46:39.999Z",
    "1390209882.75, 2014-01-20T09:24:42.750Z",
    "2014-01-20T09:24:42.7509Z, 2014-01-20T09:24:42.750Z",
    "1969-09-26, 1969-09-26T00:00:00Z",
    "2014-01-20 12:30 AM, 2014-01-20T00:30:00Z"
  })
  void readsDatesAndFractions(String text, String instant) throws NotATimeException {
    if (instant != null) {
      assertThat(Timestamps.read(text)).isEqualTo(Instant.parse(instant));
    }
  }
}
