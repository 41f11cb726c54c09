// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicfm;

import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.embedder.backbone.BackboneType;
import dev.segue.embedder.backbone.ModelCard;
import dev.segue.embedder.backbone.Revision;
import dev.segue.embedder.backbone.TorchBackbone;
import dev.segue.embedder.dsp.LogMel;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Weights;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** MusicFM at 25 Hz: 30 s of 24 kHz to 1024 values. */
public final class MusicFmType implements BackboneType {
  /** Registers it. */
  public static final BackboneType TYPE = new MusicFmType();

  private static final String NAME = "musicfm";
  private static final String[] FILES = {
    "pretrained_fma.pt", "pretrained_msd.pt", "model.safetensors", "weights.safetensors"
  };
  private static final String SOURCE =
      "https://huggingface.co/minzwon/MusicFM/resolve/546287d5e3e9ea5b42a4135d1dbca96ac12a0a9c/";
  private static final Duration CLIP = Duration.ofSeconds(30);

  /** Goes up with every change to the computation that changes vectors. */
  private static final int VERSION = 1;

  private MusicFmType() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<ModelCard> card() {
    return Optional.of(
        new ModelCard(
            "MusicFM 25 Hz (FMA)",
            "MIT",
            "Won, Hung and Le: A Foundation Model for Music Informatics, ICASSP 2024,"
                + " https://arxiv.org/abs/2311.03318",
            List.of(
                new ModelCard.ModelFile(
                    "pretrained_fma.pt",
                    URI.create(SOURCE + "pretrained_fma.pt"),
                    Optional.of("68392eee13d34c2941b3761934abb6b1e67b2e9df498695bda2ea5c1087d4b96"),
                    1_316_802_154),
                new ModelCard.ModelFile(
                    "fma_stats.json",
                    URI.create(SOURCE + "fma_stats.json"),
                    Optional.empty(),
                    0))));
  }

  @Override
  public OptionalInt dimension() {
    return OptionalInt.of(MusicFmConfig.PUBLISHED.dim());
  }

  @Override
  public Backbone open(BackboneOptions options) throws IOException {
    Path file = options.file(NAME, FILES);
    MusicFmConfig config =
        options.config(NAME).map(MusicFmConfig::of).orElse(MusicFmConfig.PUBLISHED);
    Optional<Path> stats = MusicFmStats.beside(file);
    int layer = layer(options, config);
    Map<String, Tensor> tensors =
        MusicFmWeights.used(config, layer).select(file, MusicFmWeights.read(file));
    Path[] hashed = stats.map(found -> new Path[] {file, found}).orElse(new Path[] {file});
    MusicFm model =
        new MusicFm(
            config,
            stats.isPresent() ? MusicFmStats.read(stats.get()) : MusicFmStats.PUBLIC,
            layer,
            MusicFmWeights.frontEnd(tensors),
            Weights.of(MusicFmWeights.withoutFrontEnd(tensors)),
            options.precision().orElse(Precision.FLOAT32),
            study(options));
    return new TorchBackbone(NAME, Revision.of(VERSION, options, hashed), clip(options), model);
  }

  @Override
  public Backbone random(BackboneOptions options, long seed) throws IOException {
    MusicFmConfig config = MusicFmConfig.PUBLISHED;
    int layer = layer(options, config);
    MusicFm model =
        new MusicFm(
            config,
            MusicFmStats.PUBLIC,
            layer,
            LogMel.torchaudio(
                MusicFmConfig.SAMPLE_RATE,
                MusicFmConfig.FFT_SIZE,
                MusicFmConfig.HOP,
                MusicFmConfig.MELS),
            Weights.random(MusicFmWeights.network(config, layer), seed),
            options.precision().orElse(Precision.FLOAT32),
            study(options));
    return new TorchBackbone(NAME, Revision.of(VERSION, options), clip(options), model);
  }

  @Override
  public String verify(Path file) throws IOException {
    if (String.valueOf(file.getFileName()).endsWith(".json")) {
      return MusicFmStats.read(file).toString();
    }
    MusicFmWeights.all(MusicFmConfig.PUBLISHED).select(file, MusicFmWeights.read(file));
    return MusicFmWeights.all(MusicFmConfig.PUBLISHED).toString();
  }

  private static int layer(BackboneOptions options, MusicFmConfig config) {
    int layer = options.layer().orElse(config.depth());
    if (layer < 0 || layer > config.depth()) {
      throw new IllegalArgumentException(
          "musicfm has the layers 0 to %d, not %d (embedder.layer)"
              .formatted(config.depth(), layer));
    }
    return layer;
  }

  private static Clip clip(BackboneOptions options) {
    return options.clip().orElse(options.studyExact() ? Clip.first(CLIP) : Clip.centre(CLIP));
  }

  private static OptionalInt study(BackboneOptions options) {
    if (!options.studyExact()) {
      return OptionalInt.empty();
    }
    Duration length =
        clip(options)
            .length()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the study's embedding by musicfm has a value for each token: it needs"
                            + " clips of one length, such as the first 30 s, not whole tracks"));
    return OptionalInt.of(Math.toIntExact(length.toMillis() * MusicFmConfig.SAMPLE_RATE / 1000));
  }
}
