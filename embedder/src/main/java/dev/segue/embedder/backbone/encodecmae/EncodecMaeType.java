// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.encodecmae;

import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.embedder.backbone.BackboneType;
import dev.segue.embedder.backbone.ModelCard;
import dev.segue.embedder.backbone.ModelCard.ModelFile;
import dev.segue.embedder.backbone.Revision;
import dev.segue.embedder.backbone.TorchBackbone;
import dev.segue.nn.checkpoint.TensorSpec;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Weights;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** EnCodecMAE base, the model of the first release (version 1.0.0 of its code). */
public final class EncodecMaeType implements BackboneType {
  /** Registers it. */
  public static final BackboneType BASE = new EncodecMaeType();

  private static final String NAME = "encodecmae";
  private static final String FILE = "model.pt";

  /** Goes up with every change to the computation that changes vectors. */
  private static final int VERSION = 1;

  private static final Duration CLIP = Duration.ofSeconds(30);

  private static final ModelCard CARD =
      new ModelCard(
          "EnCodecMAE base",
          "MIT",
          "Pepino, Riera, Ferrer: EnCodecMAE: Leveraging neural codecs for universal audio"
              + " representation learning, arXiv:2309.07391, 2023",
          List.of(
              new ModelFile(
                  FILE,
                  URI.create(
                      "https://huggingface.co/lpepino/encodecmae-base/resolve/e69ff06205cc2a806176fb27532efbaa94227060/model.pt"),
                  Optional.of("1174f528715256a10e80434d4fbff2e694e9fc6b85d894681de6f6068016991c"),
                  0)));

  private EncodecMaeType() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<ModelCard> card() {
    return Optional.of(CARD);
  }

  @Override
  public OptionalInt dimension() {
    return OptionalInt.of(EncodecMaeConfig.PUBLISHED.width());
  }

  @Override
  public Backbone open(BackboneOptions options) throws IOException {
    Path file = options.file(NAME, FILE, "model.safetensors");
    EncodecMaeConfig config =
        options.config(NAME).map(EncodecMaeConfig::of).orElse(EncodecMaeConfig.PUBLISHED);
    Weights weights = Weights.of(EncodecMaeWeights.read(file, config));
    return backbone(options, config, weights, Revision.of(VERSION, options, file));
  }

  @Override
  public Backbone random(BackboneOptions options, long seed) throws IOException {
    EncodecMaeConfig config = EncodecMaeConfig.PUBLISHED;
    Weights weights = Weights.random(EncodecMaeWeights.used(config), seed);
    return backbone(options, config, weights, Revision.of(VERSION, options) + "-random" + seed);
  }

  @Override
  public String verify(Path file) throws IOException {
    TensorSpec spec = EncodecMaeWeights.published(EncodecMaeConfig.PUBLISHED);
    spec.select(file, EncodecMaeWeights.flat(file));
    EncodecMaeWeights.read(file, EncodecMaeConfig.PUBLISHED);
    return "%d tensors, %,d values".formatted(spec.count(), spec.values());
  }

  private static Backbone backbone(
      BackboneOptions options, EncodecMaeConfig config, Weights weights, String revision) {
    int layer = options.layer().orElse(config.layers());
    if (layer < 0 || layer > config.layers()) {
      throw new IllegalArgumentException(
          "%s has the layers 0 (the input) to %d, not %d (embedder.layer)"
              .formatted(NAME, config.layers(), layer));
    }
    EncodecMae model =
        new EncodecMae(
            config,
            weights,
            layer,
            options.precision().orElse(Precision.FLOAT32),
            options.studyExact());
    Clip usual = options.studyExact() ? Clip.first(CLIP) : Clip.centre(CLIP);
    return new TorchBackbone(NAME, revision, options.clip().orElse(usual), model);
  }
}
