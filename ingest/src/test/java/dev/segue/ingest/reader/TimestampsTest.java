// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "x", "2020-02-30 12:00", "2020-02-20 25:00", "2020-02-20 12:00:6x",
        "2020-02-20", "-5", "1e9", "99999999999999999999", "2020/02/20 12:00:00"
      })
  void refusesWhatIsNoTime(String text) {
    assertThat(Timestamps.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2020-02-20 12:00",
        "2020-02-20 12:00:00",
        "2020-02-20T12:00:00",
        "2020-02-20T12:00:00Z",
        "2020-02-20T13:00:00+01:00",
        "2020-02-20 12:00:00.000",
        "2020-02-20T07:00:00.000-05:00",
        "1582200000",
        "1582200000000",
        " 1582200000 "
      })
  void readsEveryFormat(String text) {
    assertThat(Timestamps.parse(text)).contains(Instant.parse("2020-02-20T12:00:00Z"));
  }
}
