// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneContract;
import dev.segue.embedder.backbone.BackboneOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class BranchformerTest extends BackboneContract {
  @TempDir Path folder;

  @Override
  protected Backbone open() {
    try {
      if (!Files.exists(folder.resolve("config.json"))) {
        RandomFolder.write(folder, RandomFolder.tiny(Family.BRANCHFORMER, Mixing.SUMMARY));
      }
      return MusicEncoderType.BRANCHFORMER.open(BackboneOptions.in(folder).withWeights(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
