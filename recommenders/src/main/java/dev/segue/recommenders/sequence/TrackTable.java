// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.sequence;

import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.index.CosineReasons;
import dev.segue.recommenders.index.ExactIndex;
import dev.segue.recommenders.index.Similarity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The tracks as a model sees them: those of the catalogue and those added since. Thread-safe. */
final class TrackTable {
  private final Catalogue catalogue;
  private final Map<String, float[]> inputs = new ConcurrentHashMap<>();
  private final ExactIndex outputs;

  TrackTable(Catalogue catalogue, int dimension, List<SequenceModel.ItemVectors> vectors) {
    if (vectors.size() != catalogue.size()) {
      throw new IllegalArgumentException(
          "%d vectors for %d tracks".formatted(vectors.size(), catalogue.size()));
    }
    this.catalogue = catalogue;
    this.outputs = new ExactIndex(dimension, Similarity.INNER_PRODUCT, this::rank);
    for (int i = 0; i < vectors.size(); i++) {
      put(catalogue.id(i), vectors.get(i));
    }
  }

  Catalogue catalogue() {
    return catalogue;
  }

  void put(String trackId, SequenceModel.ItemVectors vectors) {
    outputs.upsert(trackId, vectors.output());
    inputs.put(trackId, vectors.input());
  }

  SequenceModel.ItemVectors vectors(String trackId) {
    return new SequenceModel.ItemVectors(
        inputs.get(trackId), outputs.vector(trackId).orElseThrow());
  }

  void remove(String trackId) {
    inputs.remove(trackId);
    outputs.remove(trackId);
  }

  /** Popularity order first, then the tracks that came after the training. */
  int rank(String trackId) {
    int index = catalogue.indexOf(trackId);
    return index < 0 ? Integer.MAX_VALUE : index;
  }

  /** The input vectors of the last {@code limit} known tracks, oldest first. */
  List<float[]> inputs(List<String> tracks, int limit) {
    ArrayDeque<float[]> last = new ArrayDeque<>();
    for (int i = tracks.size() - 1; i >= 0 && last.size() < limit; i--) {
      float[] input = inputs.get(tracks.get(i));
      if (input != null) {
        last.addFirst(input);
      }
    }
    return new ArrayList<>(last);
  }

  float score(float[] user, String trackId) {
    return outputs.score(user, trackId);
  }

  /** The lists of users; those whose vector is empty get the most popular tracks. */
  List<List<ScoredTrack>> best(List<float[]> users, int k, List<TrackFilter> filters) {
    List<Integer> known =
        IntStream.range(0, users.size()).filter(i -> users.get(i).length > 0).boxed().toList();
    List<List<ScoredTrack>> found =
        outputs.searchAll(
            known.stream().map(users::get).toList(), k, known.stream().map(filters::get).toList());
    List<List<ScoredTrack>> lists = new ArrayList<>();
    for (int i = 0, at = 0; i < users.size(); i++) {
      lists.add(users.get(i).length > 0 ? found.get(at++) : popular(k, filters.get(i)));
    }
    return lists;
  }

  List<List<Reason>> reasons(History history, List<String> trackIds, int n) {
    return CosineReasons.of(outputs, history, trackIds, n, this::rank);
  }

  private List<ScoredTrack> popular(int k, TrackFilter filter) {
    return Stream.concat(catalogue.ids().stream(), added())
        .filter(filter::accepts)
        .limit(k)
        .map(id -> new ScoredTrack(id, 0))
        .toList();
  }

  private Stream<String> added() {
    return inputs.size() == catalogue.size()
        ? Stream.of()
        : inputs.keySet().stream().filter(id -> catalogue.indexOf(id) < 0).sorted();
  }
}
