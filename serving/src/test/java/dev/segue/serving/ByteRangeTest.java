// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.runtime.http.Problem;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ByteRangeTest {
  @Test
  void refusesARangeBehindTheEnd() {
    for (String header : new String[] {"bytes=10-", "bytes=12-20", "bytes=-0", "bytes=5-4"}) {
      assertThatThrownBy(() -> ByteRange.of(header, 10))
          .as(header)
          .isInstanceOfSatisfying(
              Problem.class,
              problem -> {
                assertThat(problem.status()).isEqualTo(416);
                assertThat(problem.headers()).containsEntry("Content-Range", "bytes */10");
              });
    }
  }

  @Test
  void sendsTheWholeFileForWhatItDoesNotUnderstand() {
    for (String header : new String[] {null, "", "bytes=-", "bytes=0-1,4-5", "pages=1-2"}) {
      assertThat(ByteRange.of(header, 10)).as(header).isEqualTo(new ByteRange(0, 10));
    }
  }

  @Test
  void findsTheBytes() {
    Map.of(
            "bytes=0-0", new ByteRange(0, 1),
            "bytes=2-4", new ByteRange(2, 3),
            "bytes=2-", new ByteRange(2, 8),
            "bytes=2-99", new ByteRange(2, 8),
            "bytes=-3", new ByteRange(7, 3),
            "bytes=-99", new ByteRange(0, 10))
        .forEach(
            (header, range) -> assertThat(ByteRange.of(header, 10)).as(header).isEqualTo(range));
  }
}
