// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.popularity;

import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.CatalogueScorer;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Ranking;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** One order for everybody, by a count that is also the score. */
final class PopularityRecommender implements CatalogueScorer {
  private static final String COUNTS = "counts";
  private static final String TIES = "ties";

  private final String algorithm;
  private final Catalogue catalogue;
  private final long[] counts;
  private final long[] ties;
  private final int[] order;

  /**
   * Ranks by these counts.
   *
   * @param counts by catalogue index
   * @param ties by catalogue index: of two equal counts the lower one comes first; if these are
   *     equal too, the catalogue decides
   */
  PopularityRecommender(String algorithm, Catalogue catalogue, long[] counts, long[] ties) {
    this.algorithm = algorithm;
    this.catalogue = catalogue;
    this.counts = counts;
    this.ties = ties;
    // The sort is stable: what is equal stays in catalogue order.
    this.order =
        IntStream.range(0, counts.length)
            .boxed()
            .sorted(
                Comparator.comparingLong((Integer item) -> -counts[item])
                    .thenComparingLong(item -> ties[item]))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  static PopularityRecommender load(String algorithm, Artifact artifact) throws IOException {
    Catalogue catalogue = Catalogue.load(artifact.folder());
    Safetensors model = Safetensors.open(artifact.folder().resolve(Artifact.MODEL));
    long[] counts = model.tensor(COUNTS).toLongs();
    long[] ties = model.tensor(TIES).toLongs();
    if (counts.length != catalogue.size() || ties.length != catalogue.size()) {
      throw new IOException(
          "%s: %d counts and %d ties for %d tracks"
              .formatted(artifact.folder(), counts.length, ties.length, catalogue.size()));
    }
    return new PopularityRecommender(algorithm, catalogue, counts, ties);
  }

  void save(Path folder) throws IOException {
    catalogue.save(folder);
    List<Tensor> tensors =
        List.of(Tensor.of(COUNTS, counts, counts.length), Tensor.of(TIES, ties, ties.length));
    Safetensors.write(folder.resolve(Artifact.MODEL), tensors, Map.of());
  }

  @Override
  public String algorithm() {
    return algorithm;
  }

  @Override
  public List<ScoredTrack> recommend(History history, int k, TrackFilter filter) {
    int length = Ranking.checked(k, order.length);
    BitSet heard = catalogue.heard(history);
    List<ScoredTrack> list = new ArrayList<>(length);
    for (int i = 0; i < order.length && list.size() < length; i++) {
      String id = catalogue.id(order[i]);
      if (!heard.get(order[i]) && filter.accepts(id)) {
        list.add(new ScoredTrack(id, counts[order[i]]));
      }
    }
    return list;
  }

  @Override
  public Catalogue catalogue() {
    return catalogue;
  }

  @Override
  public float[] scores(History history) {
    float[] scores = new float[counts.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = counts[i];
    }
    return scores;
  }

  /** Nothing that this listener heard made the list. */
  @Override
  public List<Reason> explain(History history, String trackId, int n) {
    return List.of();
  }
}
