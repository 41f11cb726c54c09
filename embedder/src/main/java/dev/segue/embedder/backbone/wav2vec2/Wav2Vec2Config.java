// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.wav2vec2;

import java.util.List;

/**
 * The sizes of a network of the wav2vec 2.0 family (Baevski et al. 2020), as Hugging Face's
 * transformers build them.
 *
 * @param convolutions from samples to frames
 * @param convolutionNorm what follows them
 * @param positional where frames stand
 * @param preNorm whether a transformer layer normalises its input ("stable layer norm") or its
 *     output
 * @param hidden values of a frame
 * @param feedForward values inside a feed-forward network
 * @param layers of the transformer
 * @param heads of each layer
 * @param eps of the layer norms
 */
public record Wav2Vec2Config(
    List<ConvLayer> convolutions,
    ConvolutionNorm convolutionNorm,
    Positional positional,
    boolean preNorm,
    int hidden,
    int feedForward,
    int layers,
    int heads,
    double eps) {
  /** The norms that follow the convolutions. */
  public enum ConvolutionNorm {
    /** Each channel over the whole time, after the first convolution only. */
    GROUP,
    /** Each frame over its channels, after every convolution. */
    LAYER
  }

  /** Checks that the sizes fit each other. */
  public Wav2Vec2Config {
    convolutions = List.copyOf(convolutions);
    if (convolutions.isEmpty() || layers < 1 || feedForward < 1) {
      throw new IllegalArgumentException("a network needs convolutions and layers");
    }
    if (heads < 1 || hidden < 1 || hidden % heads != 0) {
      throw new IllegalArgumentException(
          "%d values cannot be split among %d heads".formatted(hidden, heads));
    }
    if (positional.groups() < 1 || hidden % positional.groups() != 0) {
      throw new IllegalArgumentException(
          "%d values cannot be split into %d groups".formatted(hidden, positional.groups()));
    }
  }

  /** The seven convolutions of all published models: a frame every 320 samples, of 400. */
  public static List<ConvLayer> convolutions(int channels) {
    return List.of(
        new ConvLayer(channels, 10, 5),
        new ConvLayer(channels, 3, 2),
        new ConvLayer(channels, 3, 2),
        new ConvLayer(channels, 3, 2),
        new ConvLayer(channels, 3, 2),
        new ConvLayer(channels, 2, 2),
        new ConvLayer(channels, 2, 2));
  }

  /** Samples from one frame to the next. */
  public int hop() {
    return convolutions.stream().mapToInt(ConvLayer::stride).reduce(1, Math::multiplyExact);
  }

  /** Samples that one frame hears. */
  public int window() {
    int samples = 1;
    for (int i = convolutions.size() - 1; i >= 0; i--) {
      samples = (samples - 1) * convolutions.get(i).stride() + convolutions.get(i).kernel();
    }
    return samples;
  }

  /** How many frames so many samples give. */
  public int frames(int samples) {
    return samples < window() ? 0 : (samples - window()) / hop() + 1;
  }

  int channels() {
    return convolutions.get(convolutions.size() - 1).channels();
  }
}
