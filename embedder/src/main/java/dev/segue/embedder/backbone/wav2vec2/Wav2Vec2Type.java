// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.wav2vec2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A published model of the family.
 *
 * @param name as in settings and topics
 * @param weights what its authors published
 * @param published its sizes; {@code config.json} beside the weights may name others
 * @param hearing as its authors mean it
 * @param study what the reference study's code fed it with
 */
public record Wav2Vec2Type(
    String name, ModelCard weights, Wav2Vec2Config published, Hearing hearing, Hearing study)
    implements BackboneType {
  /** Goes up with every change to the computation that changes vectors. */
  private static final int VERSION = 1;

  /** What the reference study heard of a track, and what the models are fast enough for. */
  private static final Duration HEARD = Duration.ofSeconds(30);

  private static final String CONFIG = "config.json";

  @Override
  public Optional<ModelCard> card() {
    return Optional.of(weights);
  }

  @Override
  public OptionalInt dimension() {
    return OptionalInt.of(published.hidden());
  }

  @Override
  public Backbone open(BackboneOptions options) throws IOException {
    Path file = file(options);
    Path beside = options.folder(name).resolve(CONFIG);
    String revision =
        Files.exists(beside)
            ? Revision.of(VERSION, options, file, beside)
            : Revision.of(VERSION, options, file);
    return backbone(options, revision, model(options));
  }

  /**
   * Opens the network itself, for what it gives beside embeddings; the caller closes it.
   *
   * @throws IOException as {@link #open}
   */
  public Wav2Vec2 model(BackboneOptions options) throws IOException {
    Path file = file(options);
    JsonNode json = options.config(name).orElse(MissingNode.getInstance());
    Wav2Vec2Config config = Wav2Vec2Json.read(json, published);
    LayerMix mix = mix(options, json, config);
    TensorSpec spec = Wav2Vec2Weights.spec(config);
    return model(options, config, Weights.of(spec.select(file, Checkpoints.read(file))), mix);
  }

  @Override
  public Backbone random(BackboneOptions options, long seed) throws IOException {
    LayerMix mix = mix(options, MissingNode.getInstance(), published);
    Weights random = Weights.random(Wav2Vec2Weights.spec(published), seed);
    String revision = "random%d-%s".formatted(seed, Revision.of(VERSION, options));
    return backbone(options, revision, model(options, published, random, mix));
  }

  private Path file(BackboneOptions options) throws IOException {
    return options.file(name, "model.safetensors", "pytorch_model.bin");
  }

  private Wav2Vec2 model(
      BackboneOptions options, Wav2Vec2Config config, Weights found, LayerMix mix) {
    return Wav2Vec2.of(
        config,
        options.studyExact() ? study : hearing,
        found,
        mix,
        options.precision().orElse(Precision.FLOAT32));
  }

  private Backbone backbone(BackboneOptions options, String revision, Wav2Vec2 model) {
    Clip clip = options.studyExact() ? Clip.first(HEARD) : Clip.centre(HEARD);
    return new TorchBackbone(name, revision, options.clip().orElse(clip), model);
  }

  private static LayerMix mix(BackboneOptions options, JsonNode json, Wav2Vec2Config config) {
    if (options.layer().isPresent()) {
      return LayerMix.only(options.layer().getAsInt(), config.layers());
    }
    return LayerMix.read(json, config.layers())
        .orElseGet(() -> LayerMix.only(config.layers(), config.layers()));
  }

  @Override
  public String verify(Path file) throws IOException {
    TensorSpec spec = Wav2Vec2Weights.spec(published);
    spec.select(file, Checkpoints.read(file));
    return "%s: %,d tensors, %,d values".formatted(weights.title(), spec.count(), spec.values());
  }

  @Override
  public String toString() {
    return name;
  }
}
