// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.wav2vec2;

import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneContract;
import dev.segue.embedder.backbone.BackboneType;
import dev.segue.embedder.backbone.mert.Mert;
import dev.segue.embedder.backbone.music2vec.Music2Vec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Small networks of the three published kinds. */
class Wav2Vec2ContractTest {
  @Nested
  class Mert95M extends Contract {
    @Override
    BackboneType type() {
      return Mert.V1_95M;
    }
  }

  @Nested
  class Mert330M extends Contract {
    @Override
    BackboneType type() {
      return Mert.V1_330M;
    }
  }

  @Nested
  class Music2VecV1 extends Contract {
    @Override
    BackboneType type() {
      return Music2Vec.V1;
    }
  }

  abstract static class Contract extends BackboneContract {
    @TempDir Path folder;

    abstract BackboneType type();

    @Override
    protected Backbone open() {
      try {
        return SmallModel.in(folder, type()).open();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
