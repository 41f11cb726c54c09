// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackbonesTest {
  @TempDir Path folder;

  @Test
  void namesTheNearestBackboneAndAllOthers() {
    assertThatThrownBy(() -> Backbones.type("mfc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("did you mean 'mfcc'?")
        .hasMessageContaining("there are: ");
  }

  @Test
  void opensTheDefaultWithoutWeights() throws IOException {
    try (Backbone backbone = Backbones.type("mfcc").open(BackboneOptions.in(folder))) {
      assertThat(backbone.name()).isEqualTo("mfcc");
    }
  }

  @Test
  void saysHowToGetWeightsThatAreNotThere() {
    for (String name : Backbones.names()) {
      BackboneType type = Backbones.type(name);
      assertThat(type.name()).isEqualTo(name);
      if (type.card().isPresent()) {
        assertThatThrownBy(() -> type.open(BackboneOptions.in(folder)))
            .isInstanceOf(FileNotFoundException.class)
            .hasMessageContaining("segue models fetch " + name);
      }
    }
  }
}
