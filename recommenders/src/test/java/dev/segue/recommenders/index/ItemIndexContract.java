// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/** What every index promises. */
abstract class ItemIndexContract {
  /** No multiple of any register width. */
  private static final int DIMENSION = 37;

  private final Random random = new Random(3);

  abstract ItemIndex index(int dimension, Similarity similarity, ToIntFunction<String> rank);

  private ItemIndex index(Similarity similarity) {
    return index(DIMENSION, similarity, id -> 0);
  }

  private float[] vector() {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  private static float[] filled(float value) {
    float[] vector = new float[DIMENSION];
    Arrays.fill(vector, value);
    return vector;
  }

  private static double product(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  @Test
  void agreesWithPlainArithmeticThroughManyChanges() {
    ItemIndex index = index(Similarity.COSINE);
    Map<String, float[]> expected = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      String id = "t" + random.nextInt(900);
      if (random.nextInt(4) == 0) {
        index.remove(id);
        expected.remove(id);
      } else {
        float[] vector = vector();
        index.upsert(id, vector);
        expected.put(id, vector);
      }
    }
    float[] query = vector();

    assertThat(index.ids()).isEqualTo(expected.keySet());
    assertThat(index.size()).isEqualTo(expected.size());
    List<ScoredTrack> all = index.search(query, Integer.MAX_VALUE, TrackFilter.ALL);
    assertThat(all).hasSize(expected.size());
    for (ScoredTrack track : all) {
      float[] vector = expected.get(track.trackId());
      assertThat(index.vector(track.trackId())).contains(vector);
      double lengths = Math.sqrt(product(query, query) * product(vector, vector));
      assertThat((double) track.score()).isCloseTo(product(query, vector) / lengths, within(1e-6));
    }
    assertThat(all).isSortedAccordingTo((a, b) -> Float.compare(b.score(), a.score()));
  }

  @Test
  void givesTheSameBitsOneByOneAndInABatch() {
    ItemIndex index = index(Similarity.INNER_PRODUCT);
    for (int i = 0; i < 700; i++) {
      index.upsert("t" + i, vector());
    }
    List<float[]> queries = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      queries.add(vector());
    }
    List<List<ScoredTrack>> batch =
        index.searchAll(queries, 50, Collections.nCopies(11, TrackFilter.ALL));
    for (int i = 0; i < queries.size(); i++) {
      assertThat(batch.get(i)).isEqualTo(index.search(queries.get(i), 50, TrackFilter.ALL));
      ScoredTrack best = batch.get(i).get(0);
      assertThat(index.score(queries.get(i), best.trackId())).isEqualTo(best.score());
    }
  }

  @Test
  void ordersEqualScoresByRankThenId() {
    Map<String, Integer> ranks = Map.of("z", 1, "y", 2);
    ItemIndex index =
        index(1, Similarity.INNER_PRODUCT, id -> ranks.getOrDefault(id, Integer.MAX_VALUE));
    for (String id : List.of("b", "y", "a", "z")) {
      index.upsert(id, new float[] {1});
    }

    assertThat(index.search(new float[] {1}, 3, TrackFilter.ALL))
        .extracting(ScoredTrack::trackId)
        .containsExactly("z", "y", "a");
  }

  @Test
  void asksTheFilterForEveryTrackItLists() {
    ItemIndex index = index(1, Similarity.INNER_PRODUCT, id -> 0);
    for (int i = 0; i < 600; i++) {
      index.upsert("t" + i, new float[] {i});
    }

    assertThat(index.search(new float[] {1}, 2, id -> id.endsWith("7")))
        .containsExactly(new ScoredTrack("t597", 597), new ScoredTrack("t587", 587));
  }

  @Test
  void scoresAVectorWithoutLengthZero() {
    ItemIndex index = index(Similarity.COSINE);
    index.upsert("zero", filled(0));
    index.upsert("one", filled(1));

    assertThat(index.score(filled(1), "zero")).isZero();
    assertThat(index.score(filled(0), "one")).isZero();
    assertThat(index.score(filled(3), "one")).isCloseTo(1, within(1e-6f));
    assertThat(index.score(filled(3), "nowhere")).isNaN();
  }

  @Test
  void givesNothingWhereThereIsNothing() {
    ItemIndex index = index(Similarity.COSINE);

    assertThat(index.search(vector(), 5, TrackFilter.ALL)).isEmpty();
    index.upsert("x", vector());
    assertThat(index.search(vector(), 0, TrackFilter.ALL)).isEmpty();
    index.remove("unknown");
    index.remove("x");
    assertThat(index.search(vector(), 5, TrackFilter.ALL)).isEmpty();
    assertThat(index.vector("x")).isEmpty();
  }

  @Test
  void refusesWhatItCannotCompare() {
    ItemIndex index = index(2, Similarity.COSINE, id -> 0);

    assertThatThrownBy(() -> index.upsert("x", new float[3])).hasMessageContaining("3 values");
    for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, (float) 1e30}) {
      assertThatThrownBy(() -> index.upsert("x", new float[] {0, bad}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the vector of x has " + bad);
      assertThatThrownBy(() -> index.search(new float[] {0, bad}, 1, TrackFilter.ALL))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> index.search(new float[2], -1, TrackFilter.ALL))
        .hasMessageContaining("k is -1");
    assertThat(index.size()).isZero();
  }

  @Test
  void showsReadersWholeVectorsAndEachTrackOnceWhileItIsWritten() {
    ItemIndex index = index(Similarity.INNER_PRODUCT);
    for (int i = 0; i < 600; i++) {
      index.upsert("steady " + i, filled(i));
    }
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              Random changes = new Random(9);
              for (int i = 0; i < 20_000; i++) {
                String id = "moving " + changes.nextInt(300);
                if (changes.nextBoolean()) {
                  index.upsert(id, filled(changes.nextInt(1000)));
                } else {
                  index.remove(id);
                }
              }
            });
    do {
      List<ScoredTrack> all = index.search(filled(1), 5_000, TrackFilter.ALL);
      assertThat(all.stream().map(ScoredTrack::trackId)).doesNotHaveDuplicates();
      assertThat(all.stream().filter(track -> track.trackId().startsWith("steady"))).hasSize(600);
      // Half of one vector and half of another would not divide.
      assertThat(all).allMatch(track -> track.score() % DIMENSION == 0);
      assertThat(index.vector("steady 7")).contains(filled(7));
    } while (!writer.isDone());
    writer.join();
  }
}
