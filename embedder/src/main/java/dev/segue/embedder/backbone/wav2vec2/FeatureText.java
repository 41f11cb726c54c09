// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.wav2vec2;

import dev.segue.embedder.backbone.wav2vec2.Wav2Vec2Config.ConvolutionNorm;

/**
 * The convolutions from samples to frames, as TorchScript.
 *
 * <p>A frame is a row, so the taps that a filter sees lie one after the other in memory, and a
 * convolution is a product of matrices without copies: one for the first {@code stride} taps, one
 * for the next, and so on.
 *
 * <p>The group norm after the first convolution needs mean and variance of each channel over the
 * whole time. Both follow exactly from the mean and covariance of the few samples that a filter
 * sees, so that they are known before the convolution is computed: it becomes part of the filters,
 * and all convolutions go over the clip in pieces that stay in the processor's cache.
 */
final class FeatureText {
  /** Frames of a piece: the widest layer of one then takes 16 MiB. */
  private static final int PIECE = 128;

  private final Wav2Vec2Config config;
  private final int precision;

  FeatureText(Wav2Vec2Config config, int precision) {
    this.config = config;
    this.precision = precision;
  }

  /** {@code (self).features(p, x)}: samples [B, N] to frames [B, T, C]. */
  String methods() {
    StringBuilder text = new StringBuilder(filters());
    for (int i = 0; i < config.convolutions().size(); i++) {
      text.append(i == 0 ? first() : further(i));
    }
    return text.append(pieces())
        .append(clips())
        .toString()
        .replaceAll("\\{conv(\\d+)", "{feature_extractor.conv_layers.$1.conv")
        .replaceAll("\\{norm(\\d+)", "{feature_extractor.conv_layers.$1.layer_norm");
  }

  /** What the first convolution multiplies with: the filters, below them the offsets. */
  private String filters() {
    if (config.convolutionNorm() == ConvolutionNorm.LAYER) {
      return """
      def filters(self, p: List[Tensor], x: Tensor) -> Tensor:
        w = {conv0.weight}
        return torch.cat([w, torch.zeros_like(torch.slice(w, 0, 0, 1))], 0)
      """;
    }
    return """
    def filters(self, p: List[Tensor], x: Tensor) -> Tensor:
      t = torch.add(torch.floordiv(torch.sub(torch.size(x, 0), KERNEL), STRIDE), 1)
      u = torch.to(torch.as_strided(x, [t, KERNEL], [STRIDE, 1]), 7)
      mean = torch.mean(u, [0], True)
      u = torch.sub(u, mean)
      covariance = torch.div(torch.mm(torch.t(u), u), t)
      w = torch.to({conv0.weight}, 7)
      variance = torch.sum(torch.mul(w, torch.mm(covariance, w)), [0], True)
      scale = torch.mul(torch.rsqrt(torch.add(variance, 1e-05)), {norm0.weight})
      offset = torch.sub({norm0.bias}, torch.mul(torch.mm(mean, w), scale))
      return torch.to(torch.cat([torch.mul(w, scale), offset], 0), 6)
    """
        .replace("KERNEL", Integer.toString(config.convolutions().get(0).kernel()))
        .replace("STRIDE", Integer.toString(config.convolutions().get(0).stride()));
  }

  private String first() {
    return """
    def filtered(self, p: List[Tensor], x: Tensor, filters: Tensor) -> Tensor:
      t = torch.add(torch.floordiv(torch.sub(torch.size(x, 0), KERNEL), STRIDE), 1)
      u = torch.as_strided(x, [t, KERNEL], [STRIDE, 1])
      w = torch.slice(filters, 0, 0, KERNEL)
      return torch.addmm(torch.select(filters, 0, KERNEL), u, w)
    def conv_0(self, p: List[Tensor], x: Tensor, filters: Tensor) -> Tensor:
      y = (self).filtered(p, x, filters)
    NORM  y = torch.gelu_(y)
      return torch.to(y, PRECISION)
    """
        .replace("KERNEL", Integer.toString(config.convolutions().get(0).kernel()))
        .replace("STRIDE", Integer.toString(config.convolutions().get(0).stride()))
        .replace("NORM", norm(0))
        .replace("PRECISION", Integer.toString(precision));
  }

  private String further(int i) {
    ConvLayer conv = config.convolutions().get(i);
    int channels = config.convolutions().get(i - 1).channels();
    StringBuilder products = new StringBuilder();
    for (int tap = 0; tap < conv.kernel(); tap += conv.stride()) {
      int end = Math.min(tap + conv.stride(), conv.kernel());
      products.append(
          """
            a = torch.as_strided(torch.slice(x, 0, %d), [t, %d], [%d, 1])
            w = torch.slice(WEIGHT, 0, %d, %d)
            y = %s
          """
              .formatted(
                  tap,
                  (end - tap) * channels,
                  conv.stride() * channels,
                  tap * channels,
                  end * channels,
                  tap == 0 ? "torch.mm(a, w)" : "torch.addmm_(y, a, w)"));
    }
    return """
    def conv_%d(self, p: List[Tensor], x: Tensor) -> Tensor:
      t = torch.add(torch.floordiv(torch.sub(torch.size(x, 0), %d), %d), 1)
    """
            .formatted(i, conv.kernel(), conv.stride())
        + products.toString().replace("WEIGHT", "{conv%d.weight}".formatted(i))
        + """
          NORM  y = torch.gelu_(y)
            return torch.to(y, PRECISION)
          """
            .replace("NORM", norm(i))
            .replace("PRECISION", Integer.toString(precision));
  }

  private String norm(int i) {
    if (config.convolutionNorm() == ConvolutionNorm.GROUP) {
      return "";
    }
    return "  y = torch.layer_norm(torch.to(y, 6), [%d], {norm%2$d.weight}, {norm%2$d.bias}, 1e-05)\n"
        .formatted(config.convolutions().get(i).channels(), i);
  }

  private String pieces() {
    StringBuilder layers = new StringBuilder();
    for (int i = 1; i < config.convolutions().size(); i++) {
      layers.append("    h = (self).conv_%d(p, h)\n".formatted(i));
    }
    return """
    def clip_features(self, p: List[Tensor], x: Tensor) -> Tensor:
      filters = (self).filters(p, x)
      frames = torch.add(torch.floordiv(torch.sub(torch.size(x, 0), WINDOW), HOP), 1)
      pieces = annotate(List[Tensor], [])
      for i in range(torch.floordiv(torch.add(frames, LAST), PIECE)):
        start = torch.mul(i, SAMPLES)
        h = torch.slice(x, 0, start, torch.add(start, LENGTH))
        h = (self).conv_0(p, h, filters)
    LAYERS    _1 = torch.append(pieces, torch.to(h, 6))
      return torch.cat(pieces, 0)
    """
        .replace("WINDOW", Integer.toString(config.window()))
        .replace("HOP", Integer.toString(config.hop()))
        .replace("LAST", Integer.toString(PIECE - 1))
        .replace("PIECE", Integer.toString(PIECE))
        .replace("SAMPLES", Integer.toString(PIECE * config.hop()))
        .replace("LENGTH", Integer.toString((PIECE - 1) * config.hop() + config.window()))
        .replace("LAYERS", layers);
  }

  private static String clips() {
    return """
    def features(self, p: List[Tensor], x: Tensor) -> Tensor:
      clips = annotate(List[Tensor], [])
      for i in range(torch.size(x, 0)):
        _1 = torch.append(clips, (self).clip_features(p, torch.select(x, 0, i)))
      return torch.stack(clips)
    """;
  }
}
