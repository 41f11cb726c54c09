// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.index;

import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Explains tracks by the heard ones whose vectors point in the same direction. For a whole list the
 * heard vectors are gathered once, which is most of the work.
 */
public final class CosineReasons {
  private CosineReasons() {}

  /**
   * For each track the heard tracks whose cosine with it is above 0, best first.
   *
   * @param rank the order of heard tracks with equal cosines, lowest first
   * @param n the most reasons of a track
   */
  public static List<List<Reason>> of(
      ItemIndex vectors,
      History history,
      List<String> trackIds,
      int n,
      ToIntFunction<String> rank) {
    ExactIndex heard = new ExactIndex(vectors.dimension(), Similarity.COSINE, rank);
    for (HeardTrack track : history.tracks()) {
      vectors.vector(track.trackId()).ifPresent(vector -> heard.upsert(track.trackId(), vector));
    }
    List<Optional<float[]>> targets = trackIds.stream().map(vectors::vector).toList();
    List<float[]> queries = targets.stream().flatMap(Optional::stream).toList();
    List<List<ScoredTrack>> found =
        heard.searchAll(queries, n, Collections.nCopies(queries.size(), TrackFilter.ALL));
    List<List<Reason>> reasons = new ArrayList<>();
    int next = 0;
    for (Optional<float[]> target : targets) {
      reasons.add(target.isEmpty() ? List.of() : positive(found.get(next++)));
    }
    return reasons;
  }

  private static List<Reason> positive(List<ScoredTrack> nearest) {
    return nearest.stream()
        .takeWhile(track -> track.score() > 0)
        .map(track -> new Reason(track.trackId(), track.score()))
        .toList();
  }
}
