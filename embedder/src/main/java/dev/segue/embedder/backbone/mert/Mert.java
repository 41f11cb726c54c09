// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.mert;

import dev.segue.embedder.backbone.ModelCard;
import dev.segue.embedder.backbone.ModelCard.ModelFile;
import dev.segue.embedder.backbone.wav2vec2.Hearing;
import dev.segue.embedder.backbone.wav2vec2.Positional;
import dev.segue.embedder.backbone.wav2vec2.Wav2Vec2Config;
import dev.segue.embedder.backbone.wav2vec2.Wav2Vec2Config.ConvolutionNorm;
import dev.segue.embedder.backbone.wav2vec2.Wav2Vec2Type;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The two published sizes of MERT v1 (Li et al., ICLR 2024). */
public final class Mert {
  private static final int RATE = 24_000;

  /** The study's code continued shorter tracks with silence to 30 s and did not normalise. */
  private static final Hearing STUDY = new Hearing(RATE, false, 30 * RATE);

  /** 12 layers that normalise their outputs, 768 values. */
  public static final Wav2Vec2Type V1_95M =
      new Wav2Vec2Type(
          "mert-95m",
          card(
              "MERT v1 95M",
              "https://huggingface.co/m-a-p/MERT-v1-95M/resolve/12af15fef9d0ac838c3f475bfbbf26d2060dd4f5/pytorch_model.bin",
              "a2b8b747f72c06e0595aeae41ae5473f4364938c6b39b2c58be38c48e6bd3fcd",
              377_552_987),
          new Wav2Vec2Config(
              Wav2Vec2Config.convolutions(512),
              ConvolutionNorm.GROUP,
              new Positional.WeightNormed(128, 16),
              false,
              768,
              3072,
              12,
              12,
              1e-5),
          new Hearing(RATE, true, 0),
          STUDY);

  /**
   * 24 layers that normalise their inputs, 1024 values. Its audio is not normalised: so it was
   * trained, and so its authors' benchmark feeds it.
   */
  public static final Wav2Vec2Type V1_330M =
      new Wav2Vec2Type(
          "mert-330m",
          card(
              "MERT v1 330M",
              "https://huggingface.co/m-a-p/MERT-v1-330M/resolve/57744365a426add51b060b9b166a6f9d4fd0cafe/pytorch_model.bin",
              "0c03774d821a6ad972cb48220b128a10ebea2c790116bd0fd35e5a013f8017f6",
              0),
          new Wav2Vec2Config(
              Wav2Vec2Config.convolutions(512),
              ConvolutionNorm.GROUP,
              new Positional.WeightNormed(128, 16),
              true,
              1024,
              4096,
              24,
              16,
              1e-5),
          new Hearing(RATE, false, 0),
          STUDY);

  private Mert() {}

  private static ModelCard card(String title, String source, String sha256, long bytes) {
    return new ModelCard(
        title,
        "CC-BY-NC-4.0",
        "https://arxiv.org/abs/2306.00107",
        List.of(
            new ModelFile("pytorch_model.bin", URI.create(source), Optional.of(sha256), bytes)));
  }
}
