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
   * <p>The gradients are written out. Given which pairs are active the loss is bilinear in the
   * outputs of the two sides, so that theirs are sums of output rows, weighted by the number of
   * active pairs, gathered and added in one pass (embedding bags) without a copy of every pair's
   * rows; length and ReLU are undone in place. The surrogate hands the products to autograd, whose
   * own way takes several times the memory and most of a step for page faults.
   */
  String text(Tower.Table listeners, Tower.Table tracks) {
    boolean drawsListeners = side == Negatives.LISTENERS;
    Tower.Table fixed = drawsListeners ? tracks : listeners;
    Tower.Table drawn = drawsListeners ? listeners : tracks;
    return TEXT.replace("FIXED", lookup(drawsListeners, 0, listeners, tracks))
        .replace("DRAWN", lookup(!drawsListeners, 1, listeners, tracks))
        .replace("COLUMNS", Integer.toString(negatives + 1))
        .replace("MARGIN", literal(margin))
        .replace("ROWS", toRows("fixed", fixed) + toRows("drawn", drawn))
        .replace("PENALTY", penalty());
  }

  private static String toRows(String side, Tower.Table table) {
    return table.trained()
        ? "  to_%1$s_rows = torch.matmul(at_%1$s, w)\n".formatted(side)
            + "  terms = torch.add(terms, torch.sum(torch.mul(%1$s_rows, to_%1$s_rows)))\n"
                .formatted(side)
        : "";
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
    return "  squares = torch.zeros_like(value)"
        + text
        + "\n  value = torch.add(value, torch.mul(squares, "
        + literal(l2)
        + "))";
  }

  private static final String TEXT =
      """
      def numbers(self, like: Tensor) -> Tensor:
        return torch.sub(torch.cumsum(torch.ones_like(like), 0), 1)
      def undo(self, g: Tensor, outputs: Tensor, lengths: Tensor, inner: Tensor) -> Tensor:
        along = torch.unsqueeze(inner, 1)
        across = torch.div_(torch.addcmul_(g, outputs, along, value=-1), lengths)
        return torch.mul_(across, torch.gt(outputs, 0))
      def loss(self, p: List[Tensor], x: List[Tensor]) -> Tensor:
        w = torch.detach({model.0.weight})
        b = torch.detach({model.0.bias})
        fixed_rows = FIXED
        drawn_rows = DRAWN
        f_rows = torch.detach(fixed_rows)
        d_rows = torch.detach(drawn_rows)
        f, f_lengths, = (self).outputs(f_rows, w, b)
        d, d_lengths, = (self).outputs(d_rows, w, b)
        a = torch.embedding(f, x[2], -1, False, False)
        bags = torch.floor_divide((self).numbers(x[3]), COLUMNS)
        starts = torch.mul((self).numbers(x[2]), COLUMNS)
        flat = torch._embedding_bag_per_sample_weights_backward(a, d, x[3], starts, bags, 0, -1)
        scores = torch.view(flat, [-1, COLUMNS])
        losing = torch.slice(scores, 1, 1, COLUMNS, 1)
        slack = torch.add(torch.sub(losing, torch.slice(scores, 1, 0, 1, 1)), MARGIN)
        weights = torch.mul(torch.ge(slack, 0), torch.unsqueeze(x[6], 1))
        value = torch.sum(torch.mul(slack, weights))
        columns = torch.cat([torch.neg(torch.sum(weights, [1], True)), weights], 1)
        c = torch.reshape(columns, [-1])
        moved = torch.mul(columns, scores)
        f_zeros = torch.zeros_like(torch.select(f, 1, 0))
        f_inner = torch.index_add(f_zeros, 0, x[2], torch.sum(moved, [1]))
        d_zeros = torch.zeros_like(torch.select(d, 1, 0))
        d_inner = torch.index_add(d_zeros, 0, x[3], torch.reshape(moved, [-1]))
        to_a, _0, _1, _2, = torch.embedding_bag(d, x[3], starts, False, 0, False, c)
        c2 = torch.index_select(c, 0, x[4])
        rows = torch.index_select(bags, 0, x[4])
        to_d, _3, _4, _5, = torch.embedding_bag(a, rows, x[5], False, 0, False, c2)
        to_f = torch.embedding_dense_backward(to_a, x[2], torch.size(f, 0), -1, False)
        at_fixed = (self).undo(to_f, f, f_lengths, f_inner)
        at_drawn = (self).undo(to_d, d, d_lengths, d_inner)
        to_w = torch.matmul(torch.t(at_fixed), f_rows)
        to_w2 = torch.add(to_w, torch.matmul(torch.t(at_drawn), d_rows))
        to_b = torch.add(torch.sum(at_fixed, [0]), torch.sum(at_drawn, [0]))
        of_b = torch.sum(torch.mul({model.0.bias}, to_b))
        terms = torch.add(torch.sum(torch.mul({model.0.weight}, to_w2)), of_b)
      ROWS
        surrogate = torch.sub(terms, torch.detach(terms))
        value = torch.add(surrogate, value)
      PENALTY
        return value
      """;
}
