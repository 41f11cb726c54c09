// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContentIndexTest {
  private final Set<String> audible = new HashSet<>();
  private final ContentIndex index = new ContentIndex(audible::contains);

  @Test
  void isNotCompleteWhileATrackHasOnlyTheOldRevision() {
    index.settle();
    put("old/2", "a", "b", "c");
    put("new/2", "a", "b", "d", "e", "f");
    assertThat(index.isComplete()).isFalse();
    assertThat(index.switchOver()).isEmpty();
    assertThat(index.size()).isEqualTo(3);
    assertThat(index.next()).hasValue(new ContentIndex.Next("new/2", 5, 3));
    index.remove("c", 0);
    assertThat(index.isComplete()).isTrue();
    assertThat(index.switchOver()).hasValue("new/2");
    assertThat(index.size()).isEqualTo(5);
    assertThat(index.next()).isEmpty();
  }

  @Test
  void doesNotWaitForATrackWithoutAudioWhereTheOthersAreHeard() {
    index.settle();
    audible.addAll(Set.of("a", "b"));
    put("old/2", "a", "b", "silent");
    put("new/2", "a");
    assertThat(index.isComplete()).isFalse();
    put("new/2", "b");
    assertThat(index.switchOver()).hasValue("new/2");
    index.retain(Set.of());
    assertThat(index.usable("old/2")).isEmpty();
  }

  @Test
  void waitsForAllTracksWhereNoneHasAudio() {
    index.settle();
    put("2024-05/2", "a", "b");
    put("2024-06/2", "a");
    assertThat(index.isComplete()).isFalse();
  }

  @Test
  void keepsTheOldVectorsWhileAModelNeedsThem() {
    index.settle();
    put("old/2", "a");
    put("new/3", "a");
    index.switchOver();
    index.retain(Set.of("old/2"));
    assertThat(index.usable("old/2")).isPresent();
    assertThat(index.memory()).containsExactly("new/3", "old/2");
    index.retain(Set.of());
    assertThat(index.usable("old/2")).isEmpty();
    assertThat(index.memory()).containsExactly("new/3");
  }

  @Test
  void returnsToTheOldRevisionWithoutASwitch() {
    index.settle();
    put("old/2", "a", "b");
    put("new/2", "a");
    put("old/2", "a");
    assertThat(index.next()).isEmpty();
    put("new/2", "b");
    assertThat(index.isComplete()).isFalse();
  }

  @Test
  void servesTheRevisionOfMoreTracksWhenItStartsEmptyInTheMiddle() {
    put("old/2", "a", "b");
    put("new/2", "c", "d", "e");
    assertThat(index.isComplete()).isFalse();
    index.settle();
    assertThat(index.served().orElseThrow().revision()).isEqualTo("new/2");
    assertThat(index.size()).isEqualTo(3);
  }

  @Test
  void servesWhatServedBeforeARestartInTheMiddle() {
    for (int times = 0; times < 2; times++) {
      index.remember(List.of("old/2"));
      put("old/2", "a", "b");
      put("new/2", "a", "c", "d");
    }
    index.settle();
    assertThat(index.served().orElseThrow().revision()).isEqualTo("old/2");
    assertThat(index.next()).hasValue(new ContentIndex.Next("new/2", 3, 2));
    put("new/2", "b");
    assertThat(index.switchOver()).hasValue("new/2");
  }

  @Test
  void servesWhatComesFirstWhereNothingIsLeftOfWhatServed() {
    index.remember(List.of("old/2"));
    index.settle();
    put("new/2", "a", "b");
    assertThat(index.served().orElseThrow().revision()).isEqualTo("new/2");
    assertThat(index.size()).isEqualTo(2);
  }

  @Test
  void dropsWhatWasReplacedBeforeARestart() {
    put("new/2", "a", "b");
    put("old/2", "a", "b");
    index.remember(List.of("old/2"));
    index.settle();
    assertThat(index.next()).isEmpty();
    assertThat(index.isComplete()).isFalse();
  }

  private void put(String revision, String... trackIds) {
    int dimension = Integer.parseInt(revision.substring(revision.indexOf('/') + 1));
    for (String trackId : trackIds) {
      float[] vector = new float[dimension];
      vector[0] = 1;
      index.put(trackId, revision, vector, 0);
    }
  }
}
