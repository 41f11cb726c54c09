// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.jukebox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.embedder.backbone.BackboneType;
import dev.segue.embedder.backbone.ModelCard;
import dev.segue.embedder.backbone.ModelCard.ModelFile;
import dev.segue.embedder.backbone.Revision;
import dev.segue.embedder.backbone.TorchBackbone;
import dev.segue.nn.checkpoint.TensorSpec;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Precision;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** How a Jukebox is opened. */
public final class JukeboxType implements BackboneType {
  /** The only one. */
  public static final BackboneType TYPE = new JukeboxType();

  static final String NAME = "jukebox";

  private static final int VERSION = 1;

  /** What the study and jukemirlib's users hear of a track; 23.8 s fill the context. */
  private static final Duration LENGTH = Duration.ofSeconds(24);

  private static final String HOME = "https://openaipublic.azureedge.net/jukebox/models/5b/";

  private static final ModelCard CARD =
      new ModelCard(
          "Jukebox 5B",
          "Noncommercial Use License (OpenAI, in openai/jukebox)",
          "https://arxiv.org/abs/2005.00341",
          List.of(file(JukeboxFiles.VQVAE, 0), file(JukeboxFiles.PRIOR, 10_288_727_721L)));

  private JukeboxType() {}

  private static ModelFile file(String name, long bytes) {
    return new ModelFile(name, URI.create(HOME + name), Optional.empty(), bytes);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public OptionalInt dimension() {
    return OptionalInt.of(JukeboxConfig.PUBLISHED.prior().width());
  }

  @Override
  public Optional<ModelCard> card() {
    return Optional.of(CARD);
  }

  @Override
  public Backbone open(BackboneOptions options) throws IOException {
    JukeboxFiles files = JukeboxFiles.find(options);
    Clip clip = clip(options);
    JukeboxConfig config = config(options);
    int layer = layer(options, config);
    Map<String, Tensor> vqvae =
        VqVaeWeights.needed(config.vqvae()).select(files.vqvae(), files.vqvaeTensors());
    Map<String, Tensor> prior =
        PriorWeights.needed(config, layer).select(files.prior(), files.priorTensors());
    String revision = Revision.of(VERSION, options, files.distinct());
    return new TorchBackbone(
        NAME, revision, clip, new Jukebox(config, layer, vqvae, prior, precision(options)));
  }

  /** All blocks share one block's weights: 36 different ones would fill 5 GB. */
  @Override
  public Backbone random(BackboneOptions options, long seed) {
    JukeboxConfig config = JukeboxConfig.PUBLISHED;
    int layer = layer(options, config);
    RandomTensors random = new RandomTensors(seed);
    Jukebox model =
        new Jukebox(
            config,
            layer,
            random.of(VqVaeWeights.needed(config.vqvae())),
            random.ofPrior(config, layer),
            precision(options));
    return new TorchBackbone(NAME, "random-" + seed, clip(options), model);
  }

  @Override
  public String verify(Path file) throws IOException {
    JukeboxConfig config = JukeboxConfig.PUBLISHED;
    Map<String, Tensor> tensors = JukeboxFiles.model(file);
    boolean prior = tensors.keySet().stream().anyMatch(name -> name.startsWith("prior."));
    TensorSpec spec = prior ? PriorWeights.all(config) : VqVaeWeights.all(config.vqvae());
    spec.select(file, tensors);
    return "%s of Jukebox 5B: %,d tensors, %,d values"
        .formatted(prior ? "the prior" : "the VQ-VAE", spec.count(), spec.values());
  }

  private static JukeboxConfig config(BackboneOptions options) throws IOException {
    Optional<JsonNode> json = options.config(NAME);
    return json.isPresent() ? JukeboxConfig.of(json.get()) : JukeboxConfig.PUBLISHED;
  }

  private static Precision precision(BackboneOptions options) {
    return options.precision().orElse(Precision.FLOAT32);
  }

  private static int layer(BackboneOptions options, JukeboxConfig config) {
    int layer = options.layer().orElse(config.layer());
    if (layer < 0 || layer > config.prior().depth()) {
      throw new IllegalArgumentException(
          "%s has the layers 0 to %d, not %d".formatted(NAME, config.prior().depth(), layer));
    }
    return layer;
  }

  private static Clip clip(BackboneOptions options) {
    Clip clip =
        options.clip().orElse(options.studyExact() ? Clip.first(LENGTH) : Clip.centre(LENGTH));
    Duration longest = Duration.ofSeconds(VqVae.LONGEST_SECONDS);
    if (clip.length().isEmpty() || clip.length().get().compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          "%s hears 23.8 s at a time, so the clip '%s' would be cut; give a clip of at most %s: its beginning, its middle or windows"
              .formatted(NAME, clip, longest));
    }
    return clip;
  }
}
