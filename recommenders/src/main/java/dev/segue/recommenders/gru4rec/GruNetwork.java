// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gru4rec;

import dev.segue.nn.torch.Initial;
import dev.segue.nn.torch.Network;

/**
 * The recurrent network. Shapes: B sequences, padded on the right to T positions, of D values each;
 * M chosen places of the B * T; C candidates.
 */
final class GruNetwork {
  static final String ITEMS = "items.weight";

  private static final String UNIT =
      """
      def unit(self, x: Tensor) -> Tensor:
        return torch.div(x, torch.clamp_min(torch.norm(x, 2, [-1], True), 9.9999999999999998e-13))
      """;

  private static final String PLAIN =
      """
      def unit(self, x: Tensor) -> Tensor:
        return x
      """;

  private static final String GRU =
      """
      def recurrent(self, p: List[Tensor], e: Tensor) -> Tensor:
        start = torch.zeros_like(torch.unsqueeze(torch.select(e, 1, 0), 0))
        h, last, = torch.gru(e, start, [{gru.weight_ih_l0}, {gru.weight_hh_l0}, \
      {gru.bias_ih_l0}, {gru.bias_hh_l0}], True, 1, 0., False, False, True)
        return h
      def chosen(self, x: Tensor, places: Tensor) -> Tensor:
        return torch.index_select(torch.flatten(x, 0, 1), 0, places)
      """;

  /** The state alone. */
  private static final String STATE =
      """
      def states(self, p: List[Tensor], rows: Tensor, places: Tensor, d_in: float, d_out: float) \
      -> Tensor:
        e = torch.mul(torch.dropout(rows, d_in, True), GROWTH)
        h = (self).chosen((self).recurrent(p, e), places)
        return torch.mul((self).unit(torch.dropout(h, d_out, True)), SCALE)
      """;

  /** The state, what it attends to, and the last track, through one linear map. */
  private static final String ATTENTION =
      """
      def states(self, p: List[Tensor], rows: Tensor, places: Tensor, d_in: float, d_out: float) \
      -> Tensor:
        e = torch.mul(torch.dropout(rows, d_in, True), GROWTH)
        h = (self).recurrent(p, e)
        first = torch.select(torch.select(e, 0, 0), 1, 0)
        place = torch.cumsum(torch.to(torch.ones_like(first), 4), 0)
        gap = torch.sub(torch.unsqueeze(place, 1), torch.unsqueeze(place, 0))
        distance = torch.embedding({distance.weight}, torch.clamp(gap, 0), -1, False, False)
        query = torch.unsqueeze(torch.linear(e, {query.weight}), 2)
        key = torch.unsqueeze(torch.linear(h, {key.weight}, {key.bias}), 1)
        z = torch.sigmoid(torch.add(torch.add(query, key), distance))
        raw = torch.squeeze(torch.linear(z, {energy.weight}), -1)
        weights = torch.softmax(torch.masked_fill(raw, torch.lt(gap, 0), -1.0e+9), -1)
        context = torch.matmul(weights, e)
        joined = (self).chosen(torch.cat([h, context, e], -1), places)
        y = torch.linear(torch.dropout(joined, d_out, True), {output.weight})
        return torch.mul((self).unit(y), SCALE)
      """;

  private static final String ENCODE =
      """
      def encode(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        return [(self).states(p, x[0], x[1], 0., 0.)]
      """;

  /**
   * Inputs: ids [B, T]; places [M]; for each the number of its target among the candidates; the
   * candidates' ids [C]; what to add to their scores for how likely they were drawn [C], which the
   * right one does without.
   */
  private static final String SAMPLED =
      """
      def loss(self, p: List[Tensor], x: List[Tensor]) -> Tensor:
        rows = (self).unit(torch.embedding({items.weight}, x[0], PADDING, False, SPARSE))
        users = (self).states(p, rows, x[1], INPUT, OUTPUT)
        candidates = (self).unit(torch.embedding({items.weight}, x[3], -1, False, SPARSE))
        scores = torch.add(torch.linear(users, candidates), x[4])
        own = torch.unsqueeze(torch.neg(torch.index_select(x[4], 0, x[2])), 1)
        logits = torch.scatter_add(scores, 1, torch.unsqueeze(x[2], 1), own)
        return torch.cross_entropy_loss(logits, x[2])
      """;

  /** Inputs: ids [B, T]; places [M]; targets [M]. Over all tracks. */
  private static final String FULL =
      """
      def loss(self, p: List[Tensor], x: List[Tensor]) -> Tensor:
        rows = (self).unit(torch.embedding({items.weight}, x[0], PADDING, False, False))
        users = (self).states(p, rows, x[1], INPUT, OUTPUT)
        items = (self).unit(torch.slice({items.weight}, 0, 0, PADDING, 1))
        return torch.cross_entropy_loss(torch.linear(users, items), x[2])
      """;

  private GruNetwork() {}

  /**
   * The network that is trained.
   *
   * @param table what the n + 1 item vectors start with, the padding's last
   * @param inputDropout of item vectors
   * @param dropout of what the user vector is made of
   */
  static Network training(
      GruShape shape,
      int items,
      Initial table,
      boolean sampled,
      double inputDropout,
      double dropout,
      long seed) {
    Network.Builder network = Network.builder(seed);
    if (sampled) {
      network.rowSparse(ITEMS, table, items + 1, shape.width());
    } else {
      network.parameter(ITEMS, table, items + 1, shape.width());
    }
    String loss =
        (sampled ? SAMPLED : FULL)
            .replace("PADDING", Integer.toString(items))
            .replace("SPARSE", "True")
            .replace("INPUT", Double.toString(inputDropout))
            .replace("OUTPUT", Double.toString(dropout));
    return declare(network, shape).methods(loss).build();
  }

  /** The network without items: {@code encode(vectors [B, T, D], places [M])}. */
  static Network serving(GruShape shape) {
    return declare(Network.builder(0), shape).build();
  }

  private static Network.Builder declare(Network.Builder network, GruShape shape) {
    int width = shape.width();
    Initial initial = Initial.linear(width);
    network
        .parameter("gru.weight_ih_l0", initial, 3L * width, width)
        .parameter("gru.weight_hh_l0", initial, 3L * width, width)
        .parameter("gru.bias_ih_l0", initial, 3L * width)
        .parameter("gru.bias_hh_l0", initial, 3L * width);
    if (shape.attention()) {
      network
          .parameter("query.weight", initial, width, width)
          .parameter("key.weight", initial, width, width)
          .parameter("key.bias", initial, width)
          .parameter("distance.weight", Initial.ZEROS, shape.length(), width)
          .parameter("energy.weight", initial, 1, width)
          .parameter("output.weight", Initial.linear(3L * width), width, 3L * width);
    }
    String states =
        (shape.attention() ? ATTENTION : STATE)
            // Vectors of length 1 have small values; the root of the width brings them back to 1.
            .replace("GROWTH", shape.normalised() ? Double.toString(Math.sqrt(width)) : "1.")
            .replace("SCALE", shape.normalised() ? Double.toString(1 / shape.temperature()) : "1.");
    return network
        .methods(shape.normalised() ? UNIT : PLAIN)
        .methods(GRU)
        .methods(states)
        .methods(ENCODE);
  }
}
