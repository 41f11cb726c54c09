// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicnn;

import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.embedder.backbone.ModelCard;
import dev.segue.embedder.backbone.Revision;
import dev.segue.embedder.backbone.Tagger;
import dev.segue.embedder.backbone.TaggerType;
import dev.segue.embedder.backbone.TorchBackbone;
import dev.segue.nn.checkpoint.Checkpoints;
import dev.segue.nn.checkpoint.TensorSpec;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Precision;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** MusiCNN, trained on one of two data sets: whole tracks of 16 kHz to 200 values. */
public final class Musicnn implements TaggerType {
  /** Trained on the Million Song Dataset's 50 most used tags of Last.fm. */
  public static final Musicnn MSD = new Musicnn("musicnn", "MSD_musicnn", "Million Song Dataset");

  /** Trained on MagnaTagATune's 50 most used tags. */
  public static final Musicnn MTT = new Musicnn("musicnn-mtt", "MTT_musicnn", "MagnaTagATune");

  private static final String SOURCE =
      "https://raw.githubusercontent.com/jordipons/musicnn/516acb2a0ff5ef73f64547898e018e793152c506/musicnn/";

  /** As published; the name before the dot is empty. */
  private static final String INDEX = ".index";

  private static final String VALUES = ".data-00000-of-00001";

  /** Goes up with every change to the computation that changes vectors. */
  private static final int VERSION = 1;

  private final String name;
  private final String published;
  private final String dataSet;

  private Musicnn(String name, String published, String dataSet) {
    this.name = name;
    this.published = published;
    this.dataSet = dataSet;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public OptionalInt dimension() {
    return OptionalInt.of(MusicnnConfig.PUBLISHED.units());
  }

  @Override
  public Optional<ModelCard> card() {
    return Optional.of(
        new ModelCard(
            "MusiCNN (" + dataSet + ")",
            "ISC",
            "Pons and Serra: musicnn: Pre-trained convolutional neural networks for music audio"
                + " tagging, ISMIR 2019 late-breaking demo, https://arxiv.org/abs/1909.06654",
            List.of(file(INDEX), file(VALUES))));
  }

  private ModelCard.ModelFile file(String file) {
    URI source = URI.create(SOURCE + published + "/" + file);
    return new ModelCard.ModelFile(file, source, Optional.empty(), 0);
  }

  @Override
  public Backbone open(BackboneOptions options) throws IOException {
    Path weights = weights(options);
    MusicnnModel model = model(options, weights);
    // Of a TensorFlow checkpoint this is the index, which holds the checksum of every tensor.
    String revision = Revision.of(VERSION, options, weights);
    return new TorchBackbone(name, revision, clip(options), model);
  }

  @Override
  public Tagger openTagger(BackboneOptions options) throws IOException {
    MusicnnConfig config = config(options);
    List<String> tags = MusicnnTags.of(options.config(name), config.tags(), published);
    Path weights = weights(options);
    MusicnnTagging model = new MusicnnTagging(model(options, weights), config.tags());
    String revision = Revision.of(VERSION, options, weights) + "-tags";
    return new Tagger(new TorchBackbone(name, revision, clip(options), model), tags);
  }

  @Override
  public Backbone random(BackboneOptions options, long seed) {
    MusicnnConfig config = MusicnnConfig.PUBLISHED;
    Map<String, Tensor> tensors = RandomTensors.of(MusicnnWeights.spec(config), seed);
    MusicnnModel model = new MusicnnModel(config, tensors, precision(options));
    return new TorchBackbone(name, "random-" + seed, clip(options), model);
  }

  @Override
  public String verify(Path file) throws IOException {
    TensorSpec spec = MusicnnWeights.spec(MusicnnConfig.PUBLISHED);
    spec.select(file, Checkpoints.read(file));
    return spec.toString();
  }

  private MusicnnModel model(BackboneOptions options, Path weights) throws IOException {
    MusicnnConfig config = config(options);
    Map<String, Tensor> tensors =
        MusicnnWeights.spec(config).select(weights, Checkpoints.read(weights));
    return new MusicnnModel(config, tensors, precision(options));
  }

  private Path weights(BackboneOptions options) throws IOException {
    return options.file(
        name,
        INDEX,
        published + "/" + INDEX,
        "model.safetensors",
        "weights.safetensors",
        "model.index");
  }

  private MusicnnConfig config(BackboneOptions options) throws IOException {
    return options.config(name).map(MusicnnConfig::of).orElse(MusicnnConfig.PUBLISHED);
  }

  private Precision precision(BackboneOptions options) {
    if (options.layer().isPresent()) {
      throw new IllegalArgumentException(
          "the embedding by %s is its penultimate layer; it has no other to choose (embedder.layer)"
              .formatted(name));
    }
    return options.precision().orElse(Precision.FLOAT32);
  }

  /** The mean over patches is the same however long a track is. */
  private static Clip clip(BackboneOptions options) {
    return options.clip().orElse(Clip.WHOLE);
  }
}
