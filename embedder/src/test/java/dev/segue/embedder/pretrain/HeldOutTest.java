// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeldOutTest {
  @Test
  void needsTwoTracks() {
    assertThatThrownBy(() -> divide(1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("one track is too little");
  }

  @Test
  void setsATwentiethAsideButOfLittleMusicMore() throws IOException {
    assertThat(divide(2).heldOut()).hasSize(1);
    assertThat(divide(12).heldOut()).hasSize(2);
    assertThat(divide(47).heldOut()).hasSize(8);
    assertThat(divide(480).heldOut()).hasSize(24);
    assertThat(divide(100_000).heldOut()).hasSize(256);
  }

  @Test
  void dividesAllTracks() throws IOException {
    for (int tracks = 2; tracks < 60; tracks++) {
      HeldOut split = divide(tracks);
      List<MelFile> all = new ArrayList<>(split.train());
      all.addAll(split.heldOut());
      assertThat(all).containsExactlyInAnyOrderElementsOf(tracks(tracks));
      assertThat(split.train()).isNotEmpty();
    }
  }

  @Test
  void takesFromEveryPartOfTheCatalogue() throws IOException {
    List<MelFile> all = tracks(480);
    List<MelFile> heldOut = divide(480).heldOut();
    for (int i = 0; i < 24; i++) {
      assertThat(all.indexOf(heldOut.get(i))).isBetween(20 * i, 20 * i + 19);
    }
  }

  private static HeldOut divide(int tracks) throws IOException {
    PretrainSettings settings = PretrainSettings.DEFAULTS;
    return HeldOut.of(new MelCatalogue(tracks(tracks)), settings);
  }

  private static List<MelFile> tracks(int count) {
    return IntStream.range(0, count).mapToObj(i -> new MelFile(Path.of("m" + i), 9, 2)).toList();
  }
}
