// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.content;

import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Ranking;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.index.CosineReasons;
import dev.segue.recommenders.index.ExactIndex;
import dev.segue.recommenders.index.ItemIndex;
import dev.segue.recommenders.index.Similarity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Lists over the vectors of tracks, by the rules of {@link dev.segue.recommenders.Recommender}:
 * tracks of the catalogue that have no vector come last in popularity order, tracks that came after
 * the training stand behind the others where scores are equal. Thread-safe.
 */
public final class VectorLists {
  private final Catalogue catalogue;
  private final Similarity similarity;
  private final ItemIndex index;

  /**
   * Starts without vectors.
   *
   * @param dimension values in each vector
   */
  public VectorLists(Catalogue catalogue, int dimension, Similarity similarity) {
    this.catalogue = catalogue;
    this.similarity = similarity;
    this.index = new ExactIndex(dimension, similarity, this::rank);
  }

  /** The tracks of the training set. */
  public Catalogue catalogue() {
    return catalogue;
  }

  /** How vectors are compared. */
  public Similarity similarity() {
    return similarity;
  }

  /** The vectors. */
  public ItemIndex index() {
    return index;
  }

  /**
   * The lists of listeners, without what they heard.
   *
   * @param profiles one for each history; empty for one of whom nothing is known
   */
  public List<List<ScoredTrack>> lists(
      List<History> histories, List<float[]> profiles, int k, TrackFilter filter) {
    Ranking.checked(k, 0);
    List<TrackFilter> filters = histories.stream().map(h -> unheard(h, filter)).toList();
    List<Integer> known =
        Stream.iterate(0, i -> i < histories.size(), i -> i + 1)
            .filter(i -> profiles.get(i).length > 0)
            .toList();
    List<List<ScoredTrack>> found =
        index.searchAll(
            known.stream().map(profiles::get).toList(),
            k,
            known.stream().map(filters::get).toList());
    List<List<ScoredTrack>> lists = new ArrayList<>();
    for (int i = 0, at = 0; i < histories.size(); i++) {
      lists.add(
          profiles.get(i).length > 0
              ? completed(found.get(at++), k, filters.get(i))
              : popular(k, filters.get(i)));
    }
    return lists;
  }

  /** The tracks nearest to one, without itself; empty if it has no vector. */
  public List<ScoredTrack> similar(String trackId, int k, TrackFilter filter) {
    return index
        .vector(trackId)
        .map(vector -> index.search(vector, k, id -> !id.equals(trackId) && filter.accepts(id)))
        .orElse(List.of());
  }

  /** For each track the heard ones by their cosine with it; those above 0. */
  public List<List<Reason>> reasons(History history, List<String> trackIds, int n) {
    return CosineReasons.of(index, history, trackIds, n, this::rank);
  }

  /** Popularity order first, then the tracks that came after the training. */
  private int rank(String trackId) {
    int index = catalogue.indexOf(trackId);
    return index < 0 ? Integer.MAX_VALUE : index;
  }

  private static TrackFilter unheard(History history, TrackFilter filter) {
    Set<String> heard = new HashSet<>();
    history.tracks().forEach(track -> heard.add(track.trackId()));
    return id -> !heard.contains(id) && filter.accepts(id);
  }

  /** Adds the tracks without a vector at the end, with the lowest score there is. */
  private List<ScoredTrack> completed(List<ScoredTrack> scored, int k, TrackFilter filter) {
    if (scored.size() == k) {
      return scored;
    }
    Set<String> listed = new HashSet<>();
    scored.forEach(track -> listed.add(track.trackId()));
    float lowest = similarity == Similarity.COSINE ? -1 : -Float.MAX_VALUE;
    List<ScoredTrack> list = new ArrayList<>(scored);
    for (int i = 0; i < catalogue.size() && list.size() < k; i++) {
      String id = catalogue.id(i);
      if (!listed.contains(id) && filter.accepts(id)) {
        list.add(new ScoredTrack(id, lowest));
      }
    }
    return list;
  }

  /** For a listener of whom nothing is known: every score is 0. */
  private List<ScoredTrack> popular(int k, TrackFilter filter) {
    // Added tracks are listed and sorted only for a list that the catalogue does not fill.
    return Stream.of(catalogue.ids().stream(), Stream.of(index).flatMap(this::added))
        .flatMap(ids -> ids)
        .filter(filter::accepts)
        .limit(k)
        .map(id -> new ScoredTrack(id, 0))
        .toList();
  }

  /** The tracks that came after the training, by id. */
  private Stream<String> added(ItemIndex index) {
    return index.ids().stream().filter(id -> catalogue.indexOf(id) < 0).sorted();
  }
}
