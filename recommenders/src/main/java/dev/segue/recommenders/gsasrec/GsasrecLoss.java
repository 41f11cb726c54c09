// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gsasrec;

import dev.segue.nn.torch.Network;

/**
 * The losses, as TorchScript. Inputs, with B sequences of T positions, R rows that count, K
 * negatives and M targets:
 *
 * <ol start="0">
 *   <li>ids [B, T]
 *   <li>targets: ids [R] of the next items, or [B, M] of all later ones
 *   <li>rows [R]: places in [B, T] flattened; [B] where only the last position counts
 *   <li>negatives: ids [R, K], [B, K] or [K], by {@link Objective.Sharing}
 *   <li>for the sampled softmax, what to subtract from their scores: [R, K] or [B, K]
 *   <li>for future targets, their weights [R, M], which sum to 1 in each row
 * </ol>
 */
final class GsasrecLoss {
  private static final String STATES =
      """
      def states(self, p: List[Tensor], ids: Tensor, dropout: float) -> Tensor:
        keep = torch.ne(ids, PADDING)
        return (self).ENCODE(p, (self).input(p, ids), keep, dropout)
      def forward(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        return [(self).states(p, x[0], 0.)]
      def chosen(self, h: Tensor, x: List[Tensor]) -> Tensor:
        return torch.index_select(torch.reshape(h, [-1, torch.size(h, 2)]), 0, x[2])
      """;

  private static final String NEXT =
      """
      def positives(self, p: List[Tensor], h: Tensor, x: List[Tensor]) -> Tensor:
        return torch.sum(torch.mul((self).chosen(h, x), (self).output(p, x[1])), [1], True)
      def weighed(self, losses: Tensor, x: List[Tensor]) -> Tensor:
        return torch.sum(losses, [1])
      """;

  private static final String FUTURE =
      """
      def positives(self, p: List[Tensor], h: Tensor, x: List[Tensor]) -> Tensor:
        pairs = torch.bmm(h, torch.transpose((self).output(p, x[1]), 1, 2))
        return (self).chosen(pairs, x)
      def weighed(self, losses: Tensor, x: List[Tensor]) -> Tensor:
        return torch.sum(torch.mul(losses, x[5]), [1])
      """;

  private static final String BY_POSITION =
      """
      def negatives(self, p: List[Tensor], h: Tensor, x: List[Tensor]) -> Tensor:
        rows = torch.unsqueeze((self).chosen(h, x), 2)
        return torch.squeeze(torch.bmm((self).output(p, x[3]), rows), 2)
      def correction(self, h: Tensor, x: List[Tensor]) -> Tensor:
        return x[4]
      """;

  private static final String BY_SEQUENCE =
      """
      def negatives(self, p: List[Tensor], h: Tensor, x: List[Tensor]) -> Tensor:
        return (self).chosen(torch.bmm(h, torch.transpose((self).output(p, x[3]), 1, 2)), x)
      """;

  private static final String BY_BATCH =
      """
      def negatives(self, p: List[Tensor], h: Tensor, x: List[Tensor]) -> Tensor:
        return torch.linear((self).chosen(h, x), (self).output(p, x[3]))
      """;

  private static final String CORRECTION_OF_SEQUENCES =
      """
      def correction(self, h: Tensor, x: List[Tensor]) -> Tensor:
        return torch.index_select(x[4], 0, torch.floor_divide(x[2], torch.size(h, 1)))
      """;

  /** In float64, as the published code: the odds of p to the power beta, as a logit. */
  private static final String GBCE =
      """
      def transformed(self, scores: Tensor) -> Tensor:
        p = torch.clamp(torch.sigmoid(torch.to(scores, 7)), 1.0e-10, 0.99999999989999999)
        inverse = torch.clamp(torch.pow(p, -BETA), 1.0000000001, 1.7976931348623157e+308)
        odds = torch.clamp(torch.reciprocal(torch.sub(inverse, 1.)), 1.0e-10, \
      1.7976931348623157e+308)
        return torch.log(odds)
      def elements(self, p: List[Tensor], x: List[Tensor], dropout: float) -> Tensor:
        h = (self).states(p, x[0], dropout)
        right = torch.softplus(torch.neg((self).transformed((self).positives(p, h, x))))
        wrong = torch.sum(torch.softplus((self).negatives(p, h, x)), [1])
        return torch.div(torch.add((self).weighed(right, x), wrong), EXAMPLES)
      """;

  private static final String SAMPLED_SOFTMAX =
      """
      def elements(self, p: List[Tensor], x: List[Tensor], dropout: float) -> Tensor:
        h = (self).states(p, x[0], dropout)
        others = torch.sub((self).negatives(p, h, x), (self).correction(h, x))
        rest = torch.logsumexp(others, [1], True)
        return (self).weighed(torch.softplus(torch.sub(rest, (self).positives(p, h, x))), x)
      """;

  private static final String SOFTMAX =
      """
      def elements(self, p: List[Tensor], x: List[Tensor], dropout: float) -> Tensor:
        h = (self).states(p, x[0], dropout)
        ones = torch.ones_like(torch.to(torch.select({TABLE}, 1, 0), 4))
        ids = torch.slice(torch.sub(torch.cumsum(ones, 0), 1), 0, 1, -1, 1)
        scores = torch.linear((self).chosen(h, x), (self).output(p, ids))
        total = torch.logsumexp(scores, [1], True)
        return (self).weighed(torch.sub(total, (self).positives(p, h, x)), x)
      """;

  private static final String LOSS =
      """
      def loss(self, p: List[Tensor], x: List[Tensor]) -> Tensor:
        return torch.mean(torch.to((self).elements(p, x, DROPOUT), 6))
      """;

  private GsasrecLoss() {}

  /** Adds the method {@code loss}; the tables and the transformer must be there. */
  static Network.Builder add(
      Network.Builder builder, GsasrecShape shape, Objective objective, double dropout) {
    builder.methods(
        STATES
            .replace("PADDING", Integer.toString(shape.padding()))
            .replace("ENCODE", shape.causal() ? "encode" : "encode_last"));
    builder.methods(objective.targets() == Objective.Targets.NEXT ? NEXT : FUTURE);
    if (objective.loss() != Objective.Loss.SOFTMAX) {
      negatives(builder, objective.sharing());
    }
    builder.methods(
        switch (objective.loss()) {
          case GBCE ->
              GBCE.replace("BETA", Double.toString(objective.beta(shape.items())))
                  .replace("EXAMPLES", (1 + objective.negatives()) + ".");
          case SAMPLED_SOFTMAX -> SAMPLED_SOFTMAX;
          case SOFTMAX -> SOFTMAX.replace("TABLE", GsasrecTables.outputs(shape));
        });
    return builder.methods(LOSS.replace("DROPOUT", Double.toString(dropout)));
  }

  private static void negatives(Network.Builder builder, Objective.Sharing sharing) {
    switch (sharing) {
      case POSITION -> builder.methods(BY_POSITION);
      case SEQUENCE -> builder.methods(BY_SEQUENCE).methods(CORRECTION_OF_SEQUENCES);
      case BATCH -> builder.methods(BY_BATCH).methods(CORRECTION_OF_SEQUENCES);
    }
  }
}
