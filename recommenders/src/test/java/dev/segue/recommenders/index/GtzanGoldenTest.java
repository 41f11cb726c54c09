// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.GoldenFolder;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.knn.Knn;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * MusiCNN's vectors of the thousand GTZAN tracks (Tzanetakis and Cook 2002), where they are at
 * hand: how many of the ten nearest tracks have the genre of the query.
 */
class GtzanGoldenTest {
  private static final int NEAREST = 10;

  private static String[] genres;
  private static String[] ids;
  private static final Map<String, String> GENRES = new HashMap<>();
  private static TrackVectors vectors;

  @BeforeAll
  static void read() throws IOException {
    genres = Npy.texts(GoldenFolder.data("musicnn-gtzan/labels_decoded.npy"));
    ids = Npy.texts(GoldenFolder.data("musicnn-gtzan/track_ids.npy"));
    float[][] rows = Npy.matrix(GoldenFolder.data("musicnn-gtzan/embeddings.npy"));
    Map<String, float[]> byId = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      byId.put(ids[i], rows[i]);
      GENRES.put(ids[i], genres[i]);
    }
    vectors = new TrackVectors(rows[0].length, byId);
  }

  /** 0.8815 came with the data, for every fifth track as a query. */
  @Test
  void theItemIndexFindsTheKnownShareOfOneGenre() {
    ItemIndex index = new ExactIndex(vectors.dimension(), Similarity.COSINE, id -> 0);
    vectors.byTrack().forEach(index::upsert);
    BiFunction<String, TrackFilter, List<ScoredTrack>> nearest =
        (id, filter) -> index.search(vectors.byTrack().get(id), NEAREST, filter);
    assertThat(precision(nearest, 5)).isCloseTo(0.8815, within(0.002));
    assertThat(precision(nearest, 1)).isCloseTo(0.8986, within(0.002));
  }

  @ParameterizedTest
  @CsvSource({"auto, 0.8815", "false, 0.8815", "true, 0.8760"})
  void knnLeavesThemAsTheyAreUnlessToldOtherwise(String standardise, double expected)
      throws InterruptedException {
    Algorithm knn = new Knn();
    ContentRecommender model =
        (ContentRecommender)
            knn.train(
                new TrainingSet(List.of()),
                vectors,
                AlgorithmSettings.DEFAULTS.with("standardise", standardise),
                TrainingRun.SILENT);
    assertThat(precision((id, filter) -> model.similar(id, NEAREST, filter), 5))
        .isCloseTo(expected, within(0.002));
  }

  private static double precision(
      BiFunction<String, TrackFilter, List<ScoredTrack>> nearest, int step) {
    long same = 0;
    int queries = 0;
    for (int i = 0; i < ids.length; i += step) {
      String query = ids[i];
      List<ScoredTrack> found = nearest.apply(query, id -> !id.equals(query));
      assertThat(found).hasSize(NEAREST);
      String genre = genres[i];
      same += found.stream().filter(track -> GENRES.get(track.trackId()).equals(genre)).count();
      queries++;
    }
    return (double) same / NEAREST / queries;
  }
}
