// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.shallownet;

import java.util.Locale;

/**
 * What the tower is trained to do.
 *
 * @param negatives drawn for each positive pair
 * @param side whose rows are drawn; the pair's other row stays
 * @param margin by which a pair must win over its negatives
 * @param l2 times the sum of squares of all parameters, frozen ones too, is added
 */
record TowerLoss(int negatives, Negatives side, double margin, double l2) {
  /** A number as TorchScript reads it. */
  private static String literal(double value) {
    return String.format(Locale.ROOT, "%.17g", value);
  }

  /**
   * TorchScript of the loss: mean over all (positive, negative) pairs of max(0, margin - positive +
   * negative), each cosine from one pass of the tower over the distinct rows of the batch.
   *
   * <p>Given which pairs are active, the loss is bilinear in the outputs of the two sides, so its
   * gradients are sums of output rows weighted by the number of active pairs. They are gathered and
   * summed in one pass each (embedding bags), without a copy of every pair's rows; the surrogate
   * hands them to autograd, which does the rest.
   */
  String text(Tower.Table listeners, Tower.Table tracks) {
    boolean drawsListeners = side == Negatives.LISTENERS;
    return TEXT.replace("FIXED", lookup(drawsListeners, 0, listeners, tracks))
        .replace("DRAWN", lookup(!drawsListeners, 1, listeners, tracks))
        .replace("COLUMNS", Integer.toString(negatives + 1))
        .replace("MARGIN", literal(margin))
        .replace("PENALTY", penalty());
  }

  /** The rows of a table that an input names; their penalty has gradients for all rows. */
  private String lookup(boolean ofTracks, int input, Tower.Table listeners, Tower.Table tracks) {
    boolean sparse = (ofTracks ? tracks : listeners).sparse() && l2 == 0;
    return "torch.embedding({%s}, x[%d], -1, False, %s)"
        .formatted(ofTracks ? Tower.TRACKS : Tower.LISTENERS, input, sparse ? "True" : "False");
  }

  private String penalty() {
    if (l2 == 0) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    for (String name : Tower.NAMES) {
      text.append(
          "\n  squares = torch.add(squares, torch.sum(torch.mul({%1$s}, {%1$s})))".formatted(name));
    }
    return "  squares = torch.zeros([])"
        + text
        + "\n  value = torch.add(value, torch.mul(squares, "
        + literal(l2)
        + "))";
  }

  private static final String TEXT =
      """
      def loss(self, p: List[Tensor], x: List[Tensor]) -> Tensor:
        fixed = (self).outputs(FIXED, {model.0.weight}, {model.0.bias})
        drawn = (self).outputs(DRAWN, {model.0.weight}, {model.0.bias})
        anchors = torch.embedding(fixed, x[2], -1, False, False)
        a = torch.detach(anchors)
        d = torch.detach(drawn)
        bags = torch.floor_divide(torch.arange(torch.size(x[3], 0)), COLUMNS)
        starts = torch.mul(torch.arange(torch.size(x[2], 0)), COLUMNS)
        flat = torch._embedding_bag_per_sample_weights_backward(a, d, x[3], starts, bags, 0, -1)
        scores = torch.view(flat, [-1, COLUMNS])
        losing = torch.slice(scores, 1, 1, COLUMNS, 1)
        slack = torch.add(torch.sub(losing, torch.slice(scores, 1, 0, 1, 1)), MARGIN)
        weights = torch.mul(torch.ge(slack, 0), torch.unsqueeze(x[6], 1))
        hinge = torch.sum(torch.mul(slack, weights))
        columns = torch.cat([torch.neg(torch.sum(weights, [1], True)), weights], 1)
        c = torch.reshape(columns, [-1])
        to_anchors, _0, _1, _2, = torch.embedding_bag(d, x[3], starts, False, 0, False, c)
        c2 = torch.index_select(c, 0, x[4])
        rows = torch.index_select(bags, 0, x[4])
        to_drawn, _3, _4, _5, = torch.embedding_bag(a, rows, x[5], False, 0, False, c2)
        one_side = torch.sum(torch.mul(anchors, to_anchors))
        surrogate = torch.add(one_side, torch.sum(torch.mul(drawn, to_drawn)))
        value = torch.add(torch.sub(surrogate, torch.detach(surrogate)), hinge)
      PENALTY
        return value
      """;
}
