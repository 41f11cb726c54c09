// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.sequence;

import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Ranking;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.SessionRecommender;
import dev.segue.recommenders.TrackFilter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Ranks by the inner product of a user vector, which a {@link SequenceModel} makes of the last
 * tracks, with every track's output vector. A listener without a known track gets the most popular
 * tracks, all with score 0.
 */
public class SequenceRecommender implements SessionRecommender {
  /** Sequences that the network takes at once: a batch of 200 positions then fits the caches. */
  private static final int BATCH = 32;

  /** Queries in one scan of the index; a multiple of the index's tile. */
  private static final int QUERIES = 32;

  private final String algorithm;
  private final PlayOrder order;
  private final SequenceModel model;
  private final TrackTable table;

  /**
   * Takes over a model, and closes it when it is closed itself.
   *
   * @param vectors by catalogue index
   */
  public SequenceRecommender(
      String algorithm,
      Catalogue catalogue,
      PlayOrder order,
      SequenceModel model,
      List<SequenceModel.ItemVectors> vectors) {
    this.algorithm = algorithm;
    this.order = order;
    this.model = model;
    this.table = new TrackTable(catalogue, model.dimension(), vectors);
  }

  @Override
  public final String algorithm() {
    return algorithm;
  }

  /** The tracks of the training set. */
  public final Catalogue catalogue() {
    return table.catalogue();
  }

  /** The network. */
  public final SequenceModel model() {
    return model;
  }

  /** How histories become sequences. */
  public final PlayOrder order() {
    return order;
  }

  /** How the model sees the tracks of the catalogue now, by catalogue index. */
  public final List<SequenceModel.ItemVectors> vectors() {
    return catalogue().ids().stream().map(table::vectors).toList();
  }

  final TrackTable table() {
    return table;
  }

  @Override
  public final List<ScoredTrack> recommend(History history, int k, TrackFilter filter) {
    return recommendAll(List.of(history), k, filter).get(0);
  }

  @Override
  public final List<List<ScoredTrack>> recommendAll(
      List<History> histories, int k, TrackFilter filter) {
    List<TrackFilter> filters = histories.stream().map(h -> unheard(h, filter)).toList();
    return rank(histories.stream().map(order::tracks).toList(), k, filters);
  }

  @Override
  public final List<List<ScoredTrack>> next(List<List<String>> sessions, int k) {
    // Tracks that came after the training are no answer to what the training set would play next.
    TrackFilter known = id -> catalogue().indexOf(id) >= 0;
    return rank(sessions, k, sessions.stream().map(session -> known).toList());
  }

  @Override
  public final List<Reason> explain(History history, String trackId, int n) {
    return explainAll(history, List.of(trackId), n).get(0);
  }

  /** By how similar a heard track's output vector is to the recommended one's: their cosine. */
  @Override
  public final List<List<Reason>> explainAll(History history, List<String> trackIds, int n) {
    return table.reasons(history, trackIds, n);
  }

  @Override
  public void close() {
    model.close();
  }

  /** The user vectors of sequences of track ids; empty arrays for those without a known track. */
  final List<float[]> encode(List<List<String>> sequences) {
    List<List<float[]>> inputs =
        sequences.stream().map(tracks -> table.inputs(tracks, model.maxLength())).toList();
    List<float[]> users = new ArrayList<>(inputs.stream().map(input -> new float[0]).toList());
    // Longest first, so that a batch is padded little.
    List<Integer> known =
        IntStream.range(0, inputs.size())
            .filter(i -> !inputs.get(i).isEmpty())
            .boxed()
            .sorted(Comparator.comparingInt((Integer i) -> -inputs.get(i).size()))
            .toList();
    for (int from = 0; from < known.size(); from += BATCH) {
      List<Integer> batch = known.subList(from, Math.min(known.size(), from + BATCH));
      List<float[]> encoded = model.encode(batch.stream().map(inputs::get).toList());
      for (int i = 0; i < batch.size(); i++) {
        users.set(batch.get(i), encoded.get(i));
      }
    }
    return users;
  }

  private List<List<ScoredTrack>> rank(
      List<List<String>> sequences, int k, List<TrackFilter> filters) {
    Ranking.checked(k, 0);
    List<float[]> users = encode(sequences);
    int scans = (users.size() + QUERIES - 1) / QUERIES;
    return IntStream.range(0, scans)
        .parallel()
        .mapToObj(
            scan -> {
              int from = scan * QUERIES;
              int to = Math.min(users.size(), from + QUERIES);
              return table.best(users.subList(from, to), k, filters.subList(from, to));
            })
        .flatMap(List::stream)
        .toList();
  }

  private static TrackFilter unheard(History history, TrackFilter filter) {
    Set<String> heard = new HashSet<>();
    history.tracks().forEach(track -> heard.add(track.trackId()));
    return id -> !heard.contains(id) && filter.accepts(id);
  }
}
