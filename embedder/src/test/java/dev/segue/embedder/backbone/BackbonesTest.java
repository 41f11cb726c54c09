// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BackbonesTest {
  @Test
  void namesTheNearestBackboneAndAllOthers() {
    assertThatThrownBy(() -> Backbones.open("mfc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("did you mean 'mfcc'?")
        .hasMessageContaining("there are: ");
  }

  @Test
  void opensEveryBackboneUnderItsOwnName() {
    assertThat(Backbones.names()).isNotEmpty();
    for (String name : Backbones.names()) {
      try (Backbone backbone = Backbones.open(name)) {
        assertThat(backbone.name()).isEqualTo(name);
      }
    }
  }
}
