// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChangesTest {
  private final Changes changes = new Changes();

  @Test
  void tellsAReaderThatFellBehind() {
    long position = changes.end();
    for (int i = 0; i <= Changes.CAPACITY; i++) {
      changes.add("t" + i);
    }

    assertThat(changes.since(position)).isEmpty();
    assertThat(changes.since(position + 1).orElseThrow()).hasSize(Changes.CAPACITY);
  }

  @Test
  void tellsEveryReaderThatEverythingMayHaveChanged() {
    long position = changes.end();

    changes.invalidate();

    assertThat(changes.since(position)).isEmpty();
    assertThat(changes.since(changes.end()).orElseThrow()).isEmpty();
  }

  @Test
  void namesEachTrackOnce() {
    changes.add("before");
    long position = changes.end();
    changes.add("a");
    changes.add("b");
    changes.add("a");

    assertThat(changes.since(position).orElseThrow()).containsExactly("a", "b");
  }
}
