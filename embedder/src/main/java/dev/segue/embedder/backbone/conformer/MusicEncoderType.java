// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.embedder.backbone.BackboneType;
import dev.segue.embedder.backbone.ModelCard;
import dev.segue.embedder.backbone.Revision;
import dev.segue.embedder.backbone.TorchBackbone;
import dev.segue.nn.checkpoint.Checkpoints;
import dev.segue.nn.checkpoint.TensorSpec;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Weights;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * A family of networks whose weights nobody has published: they are trained on one's own catalogue
 * with {@code segue pretrain}, which writes {@code config.json} beside them.
 */
public final class MusicEncoderType implements BackboneType {
  /** {@code branchformer}. */
  public static final BackboneType BRANCHFORMER = new MusicEncoderType(Family.BRANCHFORMER);

  /** {@code conformer}. */
  public static final BackboneType CONFORMER = new MusicEncoderType(Family.CONFORMER);

  /** Names of the file of weights in its folder. */
  private static final String[] FILES = {"weights.safetensors", "weights.ckpt", "weights.pt"};

  /** Goes up with every change of code that changes vectors. */
  private static final int VERSION = 1;

  /** The length of a training segment. */
  private static final Duration CLIP = Duration.ofSeconds(30);

  private static final int PUBLISHED_CODES = 8192;

  private final Family family;

  private MusicEncoderType(Family family) {
    this.family = family;
  }

  @Override
  public String name() {
    return family.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Optional<ModelCard> card() {
    return Optional.empty();
  }

  @Override
  public Backbone open(BackboneOptions options) throws IOException {
    Path file = file(options);
    EncoderConfig config = config(file);
    EncoderText text = text(config, options);
    Weights weights = Weights.of(text.spec().select(Checkpoints.read(file)));
    String revision = Revision.of(VERSION, options, file, file.resolveSibling("config.json"));
    return backbone(text, weights, revision, options);
  }

  @Override
  public Backbone random(BackboneOptions options, long seed) throws IOException {
    EncoderConfig published =
        Size.PAPER_12.config(family, Mixing.SUMMARY, MelInput.PAPER, PUBLISHED_CODES);
    Path beside = options.folder(name()).resolve("config.json");
    EncoderConfig config = Files.exists(beside) ? config(beside) : published;
    EncoderText text = text(config, options);
    String revision = Revision.of(VERSION, options) + "-random" + seed;
    return backbone(text, Weights.random(text.spec(), seed), revision, options);
  }

  @Override
  public String verify(Path file) throws IOException {
    EncoderConfig config = config(file);
    TensorSpec spec = new EncoderText(config, config.layers(), Precision.FLOAT32).spec();
    spec.select(Checkpoints.read(file));
    return "%s of %d layers of %d, %s: %s"
        .formatted(
            name(),
            config.layers(),
            config.dimension(),
            config.mixing().name().toLowerCase(Locale.ROOT),
            spec);
  }

  private Path file(BackboneOptions options) throws IOException {
    try {
      return options.file(name(), FILES);
    } catch (FileNotFoundException e) {
      FileNotFoundException ours =
          new FileNotFoundException(
              ("there are no weights of '%1$s': no %2$s in %3$s; nobody has published any, train"
                      + " them on your own music with: segue pretrain --model %1$s DIR")
                  .formatted(name(), FILES[0], options.folder(name())));
      ours.initCause(e);
      throw ours;
    }
  }

  private EncoderConfig config(Path file) throws IOException {
    Path beside = file.resolveSibling("config.json");
    if (!Files.exists(beside)) {
      throw new FileNotFoundException(
          "there is no config.json beside %s; segue pretrain writes both".formatted(file));
    }
    try {
      EncoderConfig config = EncoderConfig.read(new JsonMapper().readTree(beside.toFile()));
      if (config.family() != family) {
        throw new IllegalArgumentException(
            "these are the weights of a %s; open them with that name"
                .formatted(config.family().name().toLowerCase(Locale.ROOT)));
      }
      return config;
    } catch (IllegalArgumentException e) {
      throw new IOException(beside + ": " + e.getMessage(), e);
    }
  }

  private EncoderText text(EncoderConfig config, BackboneOptions options) {
    int layer = options.layer().orElse(config.embedding().layer());
    if (layer < 0 || layer > config.layers()) {
      throw new IllegalArgumentException(
          "%s has the layers 0 to %d, not %d".formatted(name(), config.layers(), layer));
    }
    return new EncoderText(config, layer, precision(options));
  }

  private Backbone backbone(
      EncoderText text, Weights weights, String revision, BackboneOptions options) {
    Clip usual = options.studyExact() ? Clip.first(CLIP) : Clip.centre(CLIP);
    return new TorchBackbone(
        name(),
        revision,
        options.clip().orElse(usual),
        new MusicEncoder(text, weights, precision(options)));
  }

  private static Precision precision(BackboneOptions options) {
    return options.precision().orElse(Precision.FLOAT32);
  }
}
