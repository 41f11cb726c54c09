// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.index;

import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One pass over a snapshot, chunk by chunk, for one or many queries. Not thread-safe. */
final class Scan {
  private static final int TILE = DotProducts.TILE;

  private final Snapshot snapshot;
  private final boolean bounded;
  private final int stride;
  private final DotProducts dot;
  private final float[] products = new float[TILE];

  Scan(Snapshot snapshot, Similarity similarity, int dimension) {
    this.snapshot = snapshot;
    this.bounded = similarity == Similarity.COSINE;
    this.stride = DotProducts.stride(dimension);
    this.dot = new DotProducts(stride);
  }

  /** A single row, at the price of its tile: the same order of additions, so the same bits. */
  float score(float[] query, float factor, int row) {
    int first = row % Chunk.ROWS / TILE * TILE;
    Chunk chunk = snapshot.chunk(row);
    dot.compute(Arrays.copyOf(query, stride), 0, chunk.matrix, first * stride, products);
    return scaled(products[row % TILE], factor, chunk.factors[row % Chunk.ROWS]);
  }

  List<List<ScoredTrack>> search(
      List<float[]> queries, float[] factors, int k, List<TrackFilter> filters) {
    int wanted = Math.min(k, snapshot.size());
    TopK[] tops = new TopK[queries.size()];
    Arrays.setAll(tops, q -> new TopK(wanted, snapshot::compare));
    float[] packed = packed(queries);
    for (int c = 0; wanted > 0 && c < snapshot.chunks().length; c++) {
      int q = 0;
      for (; q + TILE <= queries.size(); q += TILE) {
        fourQueries(c, packed, q, factors, tops, filters);
      }
      for (; q < queries.size(); q++) {
        oneQuery(c, packed, q, factors[q], tops[q], filters.get(q));
      }
    }
    return Arrays.stream(tops).map(this::list).toList();
  }

  private void oneQuery(int c, float[] packed, int q, float factor, TopK top, TrackFilter filter) {
    Chunk chunk = snapshot.chunks()[c];
    int rows = snapshot.rows(c);
    for (int row = 0; row < rows; row += TILE) {
      dot.compute(packed, q * stride, chunk.matrix, row * stride, products);
      for (int i = 0; i < TILE && row + i < rows; i++) {
        offer(c, row + i, scaled(products[i], factor, chunk.factors[row + i]), top, filter);
      }
    }
  }

  private void fourQueries(
      int c, float[] packed, int q, float[] factors, TopK[] tops, List<TrackFilter> filters) {
    Chunk chunk = snapshot.chunks()[c];
    int rows = snapshot.rows(c);
    for (int row = 0; row < rows; row++) {
      dot.compute(chunk.matrix, row * stride, packed, q * stride, products);
      for (int i = 0; i < TILE; i++) {
        float score = scaled(products[i], factors[q + i], chunk.factors[row]);
        offer(c, row, score, tops[q + i], filters.get(q + i));
      }
    }
  }

  private void offer(int c, int row, float score, TopK top, TrackFilter filter) {
    int item = c * Chunk.ROWS + row;
    if (top.admits(item, score) && filter.accepts(snapshot.id(item))) {
      top.offer(item, score);
    }
  }

  private float scaled(float product, float queryFactor, float rowFactor) {
    float score = product * queryFactor * rowFactor;
    if (bounded) {
      // Rounding can carry a cosine past its bounds.
      return score > 1 ? 1 : score < -1 ? -1 : score;
    }
    return score;
  }

  private float[] packed(List<float[]> queries) {
    float[] packed = new float[queries.size() * stride];
    for (int q = 0; q < queries.size(); q++) {
      System.arraycopy(queries.get(q), 0, packed, q * stride, queries.get(q).length);
    }
    return packed;
  }

  private List<ScoredTrack> list(TopK top) {
    TopK.Best best = top.drain();
    List<ScoredTrack> list = new ArrayList<>(best.items().length);
    for (int i = 0; i < best.items().length; i++) {
      list.add(new ScoredTrack(snapshot.id(best.items()[i]), best.scores()[i]));
    }
    return list;
  }
}
