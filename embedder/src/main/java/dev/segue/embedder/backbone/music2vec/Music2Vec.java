// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.music2vec;

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

/** The published model of Music2Vec (Li et al. 2022): the encoder of data2vec for audio. */
public final class Music2Vec {
  private static final int RATE = 16_000;

  /** The study's code fed it with files of this rate, without resampling. */
  private static final int STUDY_RATE = 24_000;

  /** 12 layers that normalise their outputs, 768 values. */
  public static final Wav2Vec2Type V1 =
      new Wav2Vec2Type(
          "music2vec",
          new ModelCard(
              "Music2Vec v1",
              "CC-BY-NC-4.0",
              "https://arxiv.org/abs/2212.02508",
              List.of(
                  new ModelFile(
                      "pytorch_model.bin",
                      URI.create(
                          "https://huggingface.co/m-a-p/music2vec-v1/resolve/53f05da0bb7bf914a60adb19b6b62cd2bfa2670c/pytorch_model.bin"),
                      Optional.of(
                          "801d1c93ff5487cc37b47441dd33b4b555553881afaa78be5148c89f8746b98f"),
                      0))),
          new Wav2Vec2Config(
              Wav2Vec2Config.convolutions(512),
              ConvolutionNorm.LAYER,
              new Positional.Stacked(5, 19, 16),
              false,
              768,
              3072,
              12,
              12,
              1e-5),
          new Hearing(RATE, true, 0),
          new Hearing(STUDY_RATE, false, 30 * STUDY_RATE));

  private Music2Vec() {}
}
