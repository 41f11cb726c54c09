// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.torch;

/**
 * Common layers as TorchScript methods, for {@link Network.Builder#methods}. Shapes: B sequences of
 * a batch, L positions, D values of a position, H heads.
 */
public final class Layers {
  /** {@code (self).layer_norm(x, weight, bias, eps)} over the last dimension (Ba et al. 2016). */
  public static final String LAYER_NORM =
      """
      def layer_norm(self, x: Tensor, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
        return torch.layer_norm(x, [torch.size(x, -1)], weight, bias, eps)
      """;

  /**
   * {@code (self).attention(q, k, v, mask, heads, dropout)}: scaled dot products in several heads
   * (Vaswani et al. 2017), fused. {@code q, k, v} are [B, L, D]; the mask is added to the scores
   * and broadcasts to [B, H, L, L]; gives [B, L, D] without an output projection.
   */
  public static final String ATTENTION =
      """
      def heads(self, x: Tensor, heads: int) -> Tensor:
        split = torch.view(x, [torch.size(x, 0), torch.size(x, 1), heads, -1])
        return torch.transpose(split, 1, 2)
      def attention(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor, heads: int, \
      dropout: float) -> Tensor:
        q0 = (self).heads(q, heads)
        k0 = (self).heads(k, heads)
        v0 = (self).heads(v, heads)
        y = torch.scaled_dot_product_attention(q0, k0, v0, mask, dropout)
        joined = torch.contiguous(torch.transpose(y, 1, 2))
        return torch.view(joined, [torch.size(q, 0), torch.size(q, 1), -1])
      """;

  private Layers() {}
}
