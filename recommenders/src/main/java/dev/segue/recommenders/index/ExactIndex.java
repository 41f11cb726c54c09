// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.index;

import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/**
 * Compares the query with every vector. Reads take no lock: each works on a {@link Snapshot} that
 * writes replace.
 */
public final class ExactIndex implements ItemIndex {
  /** The square is 10^30; even 10^8 such products stay within a float. */
  private static final float LIMIT = (float) 1e15;

  private final int dimension;
  private final Similarity similarity;
  private final ToIntFunction<String> rank;
  private final Map<String, Integer> rows = new ConcurrentHashMap<>();
  private volatile Snapshot snapshot = Snapshot.EMPTY;

  /**
   * An empty index.
   *
   * @param dimension values in each vector, at least 1
   * @param rank the order of tracks with equal scores, lowest first; equal ranks are ordered by id
   */
  public ExactIndex(int dimension, Similarity similarity, ToIntFunction<String> rank) {
    if (dimension < 1) {
      throw new IllegalArgumentException(
          "the dimension is " + dimension + "; it must be 1 or more");
    }
    this.dimension = dimension;
    this.similarity = similarity;
    this.rank = rank;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public int size() {
    return snapshot.size();
  }

  @Override
  public Set<String> ids() {
    return Set.copyOf(rows.keySet());
  }

  @Override
  public void upsert(String trackId, float[] vector) {
    check(vector, trackId);
    float factor = factor(vector);
    int trackRank = rank.applyAsInt(trackId);
    synchronized (rows) {
      Snapshot now = snapshot;
      Integer existing = rows.get(trackId);
      int row = existing == null ? now.size() : existing;
      Chunk chunk = writable(now, row);
      chunk.set(row % Chunk.ROWS, trackId, trackRank, factor, vector);
      snapshot = now.with(row / Chunk.ROWS, chunk, Math.max(now.size(), row + 1));
      rows.put(trackId, row);
    }
  }

  /** The last row moves into the gap. */
  @Override
  public void remove(String trackId) {
    synchronized (rows) {
      Integer row = rows.get(trackId);
      if (row == null) {
        return;
      }
      Snapshot now = snapshot;
      int last = now.size() - 1;
      Chunk chunk = now.chunk(row).copy();
      chunk.set(row % Chunk.ROWS, now.chunk(last), last % Chunk.ROWS);
      snapshot = now.with(row / Chunk.ROWS, chunk, last);
      rows.put(now.id(last), row);
      rows.remove(trackId);
    }
  }

  @Override
  public Optional<float[]> vector(String trackId) {
    Snapshot now = snapshot;
    int row = row(now, trackId);
    if (row < 0) {
      return Optional.empty();
    }
    float[] vector = new float[dimension];
    int from = row % Chunk.ROWS * DotProducts.stride(dimension);
    System.arraycopy(now.chunk(row).matrix, from, vector, 0, dimension);
    return Optional.of(vector);
  }

  @Override
  public float score(float[] query, String trackId) {
    check(query, "the query");
    Snapshot now = snapshot;
    int row = row(now, trackId);
    return row < 0
        ? Float.NaN
        : new Scan(now, similarity, dimension).score(query, factor(query), row);
  }

  @Override
  public List<ScoredTrack> search(float[] query, int k, TrackFilter filter) {
    return searchAll(List.of(query), k, List.of(filter)).get(0);
  }

  @Override
  public List<List<ScoredTrack>> searchAll(
      List<float[]> queries, int k, List<TrackFilter> filters) {
    if (k < 0) {
      throw new IllegalArgumentException("k is " + k + "; ask for 0 tracks or more");
    }
    if (queries.size() != filters.size()) {
      throw new IllegalArgumentException(
          queries.size() + " queries with " + filters.size() + " filters; give one for each");
    }
    queries.forEach(query -> check(query, "the query"));
    float[] factors = new float[queries.size()];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = factor(queries.get(i));
    }
    return new Scan(snapshot, similarity, dimension).search(queries, factors, k, filters);
  }

  /** The chunk of this row, or a copy of it if a search may be reading the row. */
  private Chunk writable(Snapshot now, int row) {
    if (row / Chunk.ROWS == now.chunks().length) {
      return new Chunk(DotProducts.stride(dimension));
    }
    Chunk chunk = now.chunk(row);
    return chunk.unseen(row % Chunk.ROWS) ? chunk : chunk.copy();
  }

  /** The row that holds this track in this snapshot, or -1. */
  private int row(Snapshot now, String trackId) {
    Integer row = rows.get(trackId);
    if (row == null) {
      return -1;
    }
    if (row < now.size() && now.id(row).equals(trackId)) {
      return row;
    }
    // Moved by a write since the snapshot was taken: rare, so look through all of it.
    for (int i = 0; i < now.size(); i++) {
      if (now.id(i).equals(trackId)) {
        return i;
      }
    }
    return -1;
  }

  /** One over the length, for cosines. */
  private float factor(float[] vector) {
    if (similarity == Similarity.INNER_PRODUCT) {
      return 1;
    }
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    return squares == 0 ? 0 : (float) (1 / Math.sqrt(squares));
  }

  private void check(float[] vector, String owner) {
    if (vector.length != dimension) {
      throw new IllegalArgumentException(
          "the vector of %s has %d values where %d were expected"
              .formatted(owner, vector.length, dimension));
    }
    for (int i = 0; i < vector.length; i++) {
      // Written so that NaN fails too.
      if (!(Math.abs(vector[i]) <= LIMIT)) {
        throw new IllegalArgumentException(
            "the vector of %s has %s at place %d; values must be finite and within ±%s"
                .formatted(owner, vector[i], i, LIMIT));
      }
    }
  }
}
