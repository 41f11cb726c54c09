// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.bert4rec;

import dev.segue.nn.torch.Network;

/**
 * The network that is trained: an item table, the encoder, and a head that multiplies with the item
 * table again.
 *
 * <p>The inputs of {@code loss}: ids [B, L] with the mask token at the masked positions and padding
 * on the right; the masked places [M], counted through the batch; what stood there [M]; and for
 * sampled softmax the negatives [K]. The loss is the mean cross-entropy of the M positions. The
 * method {@code items} gives the table as it is now, [V, H].
 */
final class Bert4RecNetwork {
  /** Only the masked positions reach the head. */
  private static final String LOSS =
      """
      def loss(self, p: List[Tensor], x: List[Tensor]) -> Tensor:
        keys = torch.to(torch.ne(x[0], PADDING), 6)
        rows = (self).rows(p, x[0])
        h = (self).chosen(p, rows, keys, x[1], DROPOUT, ATTENTION)
        return (self).objective(p, h, x)
      def items(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        return [(self).table(p)]
      """;

  /** Over all V classes, the mask and the padding among them, as the reference study. */
  private static final String FULL =
      """
      def objective(self, p: List[Tensor], h: Tensor, x: List[Tensor]) -> Tensor:
        logits = torch.linear(h, (self).table(p))
        return torch.cross_entropy_loss(logits, x[2])
      """;

  /**
   * Over the right item and the negatives, which all positions share. They are drawn uniformly, so
   * that the correction for how often each is drawn is the same for all and drops out (Jean et al.
   * 2015). A negative that happens to be the right item does not count.
   */
  private static final String SAMPLED =
      """
      def objective(self, p: List[Tensor], h: Tensor, x: List[Tensor]) -> Tensor:
        right = torch.sum(torch.mul(h, (self).output_rows(p, x[2])), [1], True)
        wrong = torch.matmul(h, torch.t((self).output_rows(p, x[3])))
        hit = torch.eq(torch.unsqueeze(x[2], 1), torch.unsqueeze(x[3], 0))
        others = torch.masked_fill(wrong, hit, -3.4028234663852886e+38)
        logits = torch.cat([right, others], 1)
        return torch.cross_entropy_loss(logits, torch.zeros_like(x[2]))
      """;

  private Bert4RecNetwork() {}

  /**
   * Makes the network with random weights.
   *
   * @param dropout after the embedding and each half of a layer
   * @param attentionDropout of attention weights; 0 lets attention run fused
   * @param sampled whether the softmax is over sampled negatives
   */
  static Network create(
      ItemTable table,
      int items,
      BertSizes sizes,
      double dropout,
      double attentionDropout,
      boolean sampled,
      long seed) {
    Network.Builder network = Network.builder(seed);
    table.declare(network, items, sizes.width());
    BertEncoder.declare(network, sizes);
    String loss =
        LOSS.replace("PADDING", Integer.toString(items + 1))
            .replace("DROPOUT", Double.toString(dropout))
            .replace("ATTENTION", Double.toString(attentionDropout));
    return network.methods(loss + (sampled ? SAMPLED : FULL)).build();
  }
}
