// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicfm;

/**
 * MusicFM's convolution blocks in float32, one clip at a time. Images are {@code [mels, frames,
 * channels]}, so that whatever is gathered lies together.
 *
 * <p>The convolutions without a stride, most of the work, are Winograd's F(4x4, 3x3) (Lavin and
 * Gray: Fast Algorithms for Convolutional Neural Networks, 2016): 36 products for 16 positions
 * instead of 144. Rounding differs from that of a direct convolution by 1e-5 of the largest value.
 * Of a single channel, a product with the nine values around each position gives the channels last.
 */
final class SubsamplingText {
  /**
   * Rows of a product: with 512 channels an intermediate result is just below the 32 MiB from which
   * on the C library asks the system for memory each time.
   */
  private static final int TILES = 448;

  /** Shapes: H mels, W frames, C channels that enter, N that leave. */
  private static final String METHODS =
      """
      def folded(self, w: Tensor, b: Tensor, scale: Tensor, shift: Tensor, mean: Tensor, \
      variance: Tensor) -> Tuple[Tensor, Tensor]:
        gain = (self).gain(scale, variance)
        bias = torch.add(torch.mul(torch.sub(b, mean), gain), shift)
        return (torch.mul(w, torch.view(gain, [-1, 1, 1, 1])), bias)
      def strided(self, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
        if torch.eq(torch.size(x, 2), 1):
          high = torch.floordiv(torch.add(torch.size(x, 0), 1), 2)
          wide = torch.floordiv(torch.add(torch.size(x, 1), 1), 2)
          pad = torch.constant_pad_nd(x, [0, 0, 1, 1, 1, 1])
          line = torch.stride(pad, 0)
          nine = torch.as_strided(pad, [high, wide, 3, 3], [torch.mul(line, 2), 2, line, 1])
          y = torch.linear(torch.flatten(nine, 2), torch.flatten(w, 1), b)
        else:
          image = torch.unsqueeze(torch.permute(x, [2, 0, 1]), 0)
          last = torch.contiguous(w, memory_format=2)
          z = torch.conv2d(image, last, b, [2, 2], [1, 1])
          y = torch.permute(torch.squeeze(z, 0), [1, 2, 0])
        return y
      def winograd(self, x: Tensor, w: Tensor) -> Tensor:
        c = torch.size(x, 2)
        n = torch.size(w, 0)
        device = ops.prim.device(x)
        bt = torch.view(torch.tensor([4., 0., -5., 0., 1., 0., 0., -4., -4., 1., 1., 0., 0., 4., \
      -4., -1., 1., 0., 0., -2., -1., 2., 1., 0., 0., 2., -1., -2., 1., 0., 0., 4., 0., -5., 0., \
      1.], dtype=6, device=device), [6, 6])
        g = torch.view(torch.tensor([6., 0., 0., -4., -4., -4., -4., 4., -4., 1., 2., 4., 1., -2., \
      4., 0., 0., 24.], dtype=6, device=device), [6, 3])
        at = torch.view(torch.tensor([1., 1., 1., 1., 1., 0., 0., 1., -1., 2., -2., 0., 0., 1., \
      1., 4., 4., 0., 0., 1., -1., 8., -8., 1.], dtype=6, device=device), [4, 6])
        taps = torch.reshape(torch.permute(torch.flatten(w, 2), [2, 1, 0]), [9, -1])
        filters = torch.view(torch.mm(torch.kron(torch.div(g, 24), torch.div(g, 24)), taps), \
      [36, c, n])
        into = torch.kron(bt, bt)
        back = torch.kron(at, at)
        high = torch.floordiv(torch.size(x, 0), 4)
        wide = torch.floordiv(torch.add(torch.size(x, 1), 3), 4)
        more = torch.sub(torch.mul(wide, 4), torch.size(x, 1))
        pad = torch.constant_pad_nd(x, [0, 0, 1, torch.add(more, 1), 1, 1])
        line = torch.stride(pad, 0)
        out = torch.empty([high, 4, wide, 4, n], dtype=6, layout=None, device=device)
        strip = ops.prim.max(torch.floordiv(TILES, high), 1)
        for i in range(torch.floordiv(torch.sub(torch.add(wide, strip), 1), strip)):
          first = torch.mul(i, strip)
          to = torch.slice(out, 2, first, torch.add(first, strip))
          shape = [6, 6, high, torch.size(to, 2), c]
          strides = [line, c, torch.mul(line, 4), torch.mul(c, 4), 1]
          tiles = torch.as_strided(pad, shape, strides, torch.mul(torch.mul(first, 4), c))
          y = torch.view(torch.mm(into, torch.reshape(tiles, [36, -1])), [36, -1, c])
          z = torch.mm(back, torch.view(torch.bmm(y, filters), [36, -1]))
          values = torch.view(z, [4, 4, high, torch.size(to, 2), n])
          done = torch.copy_(to, torch.permute(values, [2, 0, 3, 1, 4]))
        image = torch.view(out, [torch.mul(high, 4), torch.mul(wide, 4), n])
        return torch.slice(image, 1, 0, torch.size(x, 1))
      def subsample(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        y = (self).normalise(p, x)
        tokens = annotate(List[Tensor], [])
        for i in range(torch.size(x[0], 0)):
          image = torch.unsqueeze(torch.t(torch.select(y[0], 0, i)), 2)
          z = (self).block_1(p, (self).block_0(p, [image]))
          done = torch.append(tokens, torch.flatten(torch.permute(z[0], [1, 2, 0]), 1))
        return [(self).linear(torch.stack(tokens, 0), {conv.linear.weight}, {conv.linear.bias})]
      """;

  /** The shortcut last, so that fewer images are there at a time. */
  private static final String BLOCK =
      """
      def block_I(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        w1, b1 = (self).folded(WEIGHTS1)
        w2, b2 = (self).folded(WEIGHTS2)
        w3, b3 = (self).folded(WEIGHTS3)
        y = (self).winograd(torch.relu_((self).strided(x[0], w1, b1)), w2)
        return [torch.relu_(torch.add_(y, (self).strided(x[0], w3, torch.add(b2, b3))))]
      """;

  private SubsamplingText() {}

  /** Methods {@code subsample} and the two blocks, without their weights' names. */
  static String methods() {
    return METHODS.replace("TILES", String.valueOf(TILES));
  }

  /** A block, as a template of {@link MusicFmText}. */
  static String block() {
    return BLOCK;
  }
}
