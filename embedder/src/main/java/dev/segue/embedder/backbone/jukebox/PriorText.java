// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.jukebox;

import dev.segue.nn.torch.Precision;

/**
 * The prior's input and its three kinds of blocks, in TorchScript. The weights come as inputs of a
 * call, not as parameters, so that only one block's are there at a time. Shapes: T positions, W
 * values of each, L is T rounded up to whole blocks of the attention.
 */
final class PriorText {
  /** Positions that go through the MLP together; bounds what it needs besides its input. */
  private static final int ROWS = 1024;

  /**
   * {@code input(codes, tables of codes and positions, genre, artist, tables and bins of times)}:
   * the code before, instead of the code itself, and what is known about the track.
   */
  private static final String INPUT =
      """
      def input(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        codes = torch.slice(x[0], 0, 0, %1$d, 1)
        t = torch.size(codes, 0)
        start = torch.add(x[3], x[4])
        before = torch.index_select(x[1], 0, torch.slice(codes, 0, 0, torch.sub(t, 1), 1))
        y = torch.cat([torch.to(start, 6), torch.to(before, 6)], 0)
        y = torch.add(y, torch.slice(x[2], 0, 0, t, 1))
        c = torch.index_select(x[5], 0, x[8])
        c = torch.add(c, torch.index_select(x[6], 0, torch.slice(x[9], 0, 0, t, 1)))
        c = torch.add(c, torch.index_select(x[7], 0, torch.slice(x[10], 0, 0, t, 1)))
        return [torch.add(y, c)]
      def mean(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        return [torch.mean(x[0], [0])]
      """;

  /** Weights are stored with their inputs first. */
  private static final String LAYERS =
      """
      def norm(self, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
        return torch.layer_norm(x, [%1$d], torch.to(w, 6), torch.to(b, 6), %2$s)
      def linear(self, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
        return torch.to(torch.addmm(b, torch.to(x, %3$d), w), 6)
      def mlp(self, x: List[Tensor], a: Tensor) -> Tensor:
        w0 = torch.to(x[9], %3$d)
        b0 = torch.to(x[10], %3$d)
        w1 = torch.to(x[11], %3$d)
        b1 = torch.to(x[12], %3$d)
        t = torch.size(a, 0)
        rows = annotate(List[Tensor], [])
        for i in range(torch.floordiv(torch.add(t, %5$d), %4$d)):
          begin = torch.mul(i, %4$d)
          r = torch.slice(a, 0, begin, torch.add(begin, %4$d), 1)
          y = (self).linear((self).norm(r, x[7], x[8]), w0, b0)
          y = torch.mul(y, torch.sigmoid(torch.mul(y, 1.702)))
          _0 = torch.append(rows, torch.add(r, (self).linear(y, w1, b1)))
        return torch.cat(rows, 0)
      """;

  /** Attention within the block, across blocks, and to the block before; [blocks, length, H, D]. */
  private static final String ATTENTION =
      """
      def attend_0(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        q0 = torch.transpose(q, 1, 2)
        k0 = torch.transpose(k, 1, 2)
        v0 = torch.transpose(v, 1, 2)
        y = torch.scaled_dot_product_attention(q0, k0, v0, None, 0., True)
        return torch.transpose(y, 1, 2)
      def attend_1(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        q0 = torch.permute(q, [1, 2, 0, 3])
        k0 = torch.permute(k, [1, 2, 0, 3])
        v0 = torch.permute(v, [1, 2, 0, 3])
        y = torch.scaled_dot_product_attention(q0, k0, v0, None, 0., True)
        return torch.permute(y, [2, 0, 1, 3])
      def attend_2(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        q0 = torch.transpose(q, 1, 2)
        k0 = torch.transpose((self).block_before(k), 1, 2)
        v0 = torch.transpose((self).block_before(v), 1, 2)
        y = torch.scaled_dot_product_attention(q0, k0, v0, None, 0., False)
        return torch.transpose(y, 1, 2)
      def block_before(self, x: Tensor) -> Tensor:
        before = torch.slice(x, 0, 0, torch.sub(torch.size(x, 0), 1), 1)
        return torch.constant_pad_nd(before, [0, 0, 0, 0, 0, 0, 1, 0], 0)
      """;

  /** {@code block_0, block_1, block_2}: a block with that attention; [T, W] to [T, W]. */
  private static final String BLOCK =
      """
      def block_%1$d(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        t = torch.size(x[0], 0)
        y = (self).norm(x[0], x[1], x[2])
        y = (self).linear(y, torch.to(x[3], %2$d), torch.to(x[4], %2$d))
        y = torch.constant_pad_nd(y, [0, 0, 0, torch.remainder(torch.neg(t), %3$d)], 0)
        y = torch.view(y, [-1, %3$d, 3, %4$d, %5$d])
        q = torch.select(y, 2, 0)
        k = torch.select(y, 2, 1)
        v = torch.select(y, 2, 2)
        y = torch.reshape((self).attend_%1$d(q, k, v), [-1, %6$d])
        y = torch.slice(y, 0, 0, t, 1)
        y = (self).linear(y, torch.to(x[5], %2$d), torch.to(x[6], %2$d))
        return [(self).mlp(x, torch.add(x[0], y))]
      """;

  private PriorText() {}

  /** All methods, their matrix products in the precision. */
  static String of(PriorConfig config, Precision precision) {
    StringBuilder text = new StringBuilder(INPUT.formatted(config.context()));
    int number = precision.number();
    text.append(LAYERS.formatted(config.width(), config.epsilon(), number, ROWS, ROWS - 1));
    text.append(ATTENTION);
    for (int kind = 0; kind < Prior.KINDS; kind++) {
      text.append(
          BLOCK.formatted(
              kind,
              number,
              config.blockLength(),
              config.heads(),
              config.headWidth(),
              config.attentionWidth()));
    }
    return text.toString();
  }
}
