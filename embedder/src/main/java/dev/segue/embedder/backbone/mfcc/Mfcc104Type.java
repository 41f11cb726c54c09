// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.mfcc;

import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.embedder.backbone.BackboneType;
import dev.segue.embedder.backbone.ModelCard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Needs no weights; of the options it has the clip alone. */
final class Mfcc104Type implements BackboneType {
  @Override
  public String name() {
    return Mfcc104.NAME;
  }

  @Override
  public Optional<ModelCard> card() {
    return Optional.empty();
  }

  @Override
  public OptionalInt dimension() {
    return OptionalInt.of(Mfcc104.standard().dimension());
  }

  @Override
  public Backbone open(BackboneOptions options) {
    return Mfcc104.with(MfccConfig.LIBROSA, options.clip().orElse(Clip.WHOLE));
  }

  @Override
  public Backbone random(BackboneOptions options, long seed) {
    return open(options);
  }

  @Override
  public String verify(Path file) throws IOException {
    throw new IOException("the backbone '" + Mfcc104.NAME + "' has no weights");
  }
}
