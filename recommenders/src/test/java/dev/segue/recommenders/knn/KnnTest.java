// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.RecommenderContract;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.evaluation.Play;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnnTest extends RecommenderContract {
  private static final List<Play> PLAYS =
      List.of(
          new Play("ann", "north", 1),
          new Play("ben", "north", 2),
          new Play("ann", "silent", 3),
          new Play("ann", "south", 4));

  private static final TrackVectors COMPASS =
      new TrackVectors(
          2,
          Map.of(
              "north", new float[] {0, 1},
              "south", new float[] {0, -1},
              "east", new float[] {1, 0},
              "north-east", new float[] {2, 2}));

  @TempDir Path models;

  @Override
  protected Algorithm algorithm() {
    return new Knn();
  }

  @Test
  void scoresByTheMeanOfWhatWasHeard() {
    ContentRecommender knn = raw("cosine");
    float[] profile = knn.profile(history("north", "north-east"));

    assertThat(profile).containsExactly(new float[] {0.5547002f, 0.8320503f}, within(1e-6f));
    assertThat(knn.score(profile, "east")).isCloseTo(0.5547002f, within(1e-6f));
    assertThat(knn.score(profile, "silent")).isNaN();
  }

  @Test
  void multipliesUnscaledVectorsIfAsked() {
    ContentRecommender knn = raw("inner-product");

    assertThat(knn.recommend(history("east"), 1, TrackFilter.ALL))
        .containsExactly(new ScoredTrack("north-east", 2));
  }

  @Test
  void putsTracksWithoutAVectorLast() {
    assertThat(raw("cosine").recommend(history("north"), 9, TrackFilter.ALL))
        .extracting(ScoredTrack::trackId)
        .containsExactly("north-east", "east", "south", "silent");
  }

  @Test
  void givesThePopularOnesAndThenTheNewToAListenerWithoutAProfile() {
    ContentRecommender knn = raw("cosine");

    assertThat(knn.profile(history("silent"))).isEmpty();
    assertThat(knn.score(new float[0], "north")).isNaN();
    assertThat(knn.recommend(history("silent"), 9, TrackFilter.ALL))
        .containsExactly(
            new ScoredTrack("north", 0),
            new ScoredTrack("south", 0),
            new ScoredTrack("east", 0),
            new ScoredTrack("north-east", 0));
  }

  @Test
  void recommendsATrackAsSoonAsItHasAVector() {
    ContentRecommender knn = raw("cosine");
    knn.upsert("new", new float[] {0, 5});

    assertThat(knn.recommend(history("north"), 1, TrackFilter.ALL))
        .containsExactly(new ScoredTrack("new", 1));
    knn.remove("new");
    assertThat(knn.recommend(history("north"), 9, TrackFilter.ALL))
        .extracting(ScoredTrack::trackId)
        .doesNotContain("new");
  }

  @Test
  void findsSimilarTracks() {
    ContentRecommender knn = raw("cosine");

    assertThat(knn.similar("east", 2, id -> !id.equals("south")))
        .extracting(ScoredTrack::trackId)
        .containsExactly("north-east", "north");
    assertThat(knn.similar("silent", 2, TrackFilter.ALL)).isEmpty();
  }

  @Test
  void standardisesSoThatNoDimensionDrownsTheOthers() {
    // The last dimension varies a hundred thousand times as much as the two that tell a from b.
    TrackVectors vectors =
        new TrackVectors(
            3,
            Map.of(
                "a1", new float[] {1, 2, 9e5f},
                "a2", new float[] {2, 1, -9e5f},
                "b1", new float[] {-1, -2, 8e5f},
                "b2", new float[] {-2, -1, -8e5f}));

    assertThat(nearest(vectors, "false")).isEqualTo("b1");
    assertThat(nearest(vectors, "true")).isEqualTo("a2");
    assertThat(nearest(vectors, "auto")).isEqualTo("a2");
  }

  @Test
  void leavesVectorsAsTheyAreWhoseDimensionsVaryAlike() {
    // Standardised, b1 is nearer; the scales differ by four, which is nothing against a
    // statistic's.
    TrackVectors vectors =
        new TrackVectors(
            3,
            Map.of(
                "a1", new float[] {4, 1, 0.2f},
                "a2", new float[] {4, -1, -0.2f},
                "b1", new float[] {1, 1, 3},
                "b2", new float[] {-4, -1, -3}));

    assertThat(nearest(vectors, "false")).isEqualTo(nearest(vectors, "auto"));
    assertThat(nearest(vectors, "auto")).isNotEqualTo(nearest(vectors, "true"));
  }

  @Test
  void leavesAConstantDimensionAlone() {
    TrackVectors vectors =
        new TrackVectors(
            2, Map.of("a", new float[] {7, 1}, "b", new float[] {7, 2}, "c", new float[] {7, 4}));
    ContentRecommender knn = train(vectors, AlgorithmSettings.DEFAULTS);

    assertThat(knn.similar("a", 9, TrackFilter.ALL))
        .allSatisfy(track -> assertThat(track.score()).isFinite());
  }

  @Test
  void refusesVectorsItCannotCompare() {
    ContentRecommender knn = raw("cosine");

    assertThatThrownBy(() -> knn.upsert("new", new float[] {1}))
        .hasMessage("the vector of new has 1 values where 2 were expected");
    assertThatThrownBy(() -> knn.upsert("new", new float[] {1, Float.NaN}))
        .hasMessageContaining("the vector of new has NaN at place 1");
    assertThatThrownBy(() -> knn.upsert("new", new float[] {Float.POSITIVE_INFINITY, 1}))
        .hasMessageContaining("Infinity at place 0");
  }

  @Test
  void takesALaterOutlierThatItsScalesWouldLiftBeyondAllBounds() {
    TrackVectors flat =
        new TrackVectors(2, Map.of("north", new float[] {0, 1}, "south", new float[] {1e-6f, 2}));
    ContentRecommender knn = train(flat, AlgorithmSettings.DEFAULTS.with("standardise", "true"));

    knn.upsert("outlier", new float[] {1e9f, 1});

    assertThat(knn.score(knn.profile(history("outlier")), "outlier")).isCloseTo(1, within(1e-6f));
    assertThat(knn.score(knn.profile(history("north")), "outlier")).isFinite();
  }

  @Test
  void refusesToTrainOnBadContent() {
    TrackVectors broken = new TrackVectors(1, Map.of("x", new float[] {Float.NaN}));

    assertThatThrownBy(() -> train(broken, AlgorithmSettings.DEFAULTS))
        .hasMessageContaining("the vector of x holds NaN");
    assertThatThrownBy(() -> train(TrackVectors.NONE, AlgorithmSettings.DEFAULTS))
        .hasMessageContaining("knn needs content vectors");
    assertThatThrownBy(() -> train(COMPASS, AlgorithmSettings.DEFAULTS.with("similarity", "cos")))
        .hasMessage("knn: similarity is cos; set it to one of cosine, inner-product");
  }

  @Test
  void refusesToLoadWithVectorsOfAnotherBackbone() throws IOException {
    Artifact artifact =
        Artifact.write(
            models.resolve("knn"), new Knn(), raw("cosine"), settings(), "mfcc", Map.of());

    assertThatThrownBy(() -> new Knn().load(artifact, new TrackVectors(3, Map.of())))
        .hasMessageContaining("trained on vectors of 2 values and these have 3");
  }

  @Test
  void startsFromAnArtifactWithoutVectors() throws IOException {
    Artifact artifact =
        Artifact.write(
            models.resolve("knn"), new Knn(), raw("cosine"), settings(), "mfcc", Map.of());
    ContentRecommender loaded = (ContentRecommender) new Knn().load(artifact, TrackVectors.NONE);
    loaded.upsert("east", new float[] {1, 0});
    loaded.upsert("west", new float[] {-1, 0});

    assertThat(loaded.similar("east", 1, TrackFilter.ALL))
        .containsExactly(new ScoredTrack("west", -1));
  }

  @Test
  void answersBeforeAnyTraining() {
    ContentRecommender knn = Knn.untrained(2);
    assertThat(knn.similar("east", 5, TrackFilter.ALL)).isEmpty();
    knn.upsert("south", new float[] {0, -1});
    knn.upsert("north", new float[] {0, 1});
    knn.upsert("north by east", new float[] {0.2f, 1});
    knn.upsert("south by west", new float[] {-0.2f, -1});

    assertThat(knn.similar("north", 1, TrackFilter.ALL))
        .extracting(ScoredTrack::trackId)
        .containsExactly("north by east");
    assertThat(knn.recommend(history(), 9, TrackFilter.ALL))
        .extracting(ScoredTrack::trackId)
        .containsExactly("north", "north by east", "south", "south by west");
    knn.remove("north by east");
    assertThat(knn.recommend(history("north"), 9, TrackFilter.ALL)).hasSize(2);
  }

  @Test
  void takesUploadsWhileItAnswers() {
    ContentRecommender knn = raw("cosine");
    CompletableFuture<Void> uploads =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 2_000; i++) {
                knn.upsert("upload " + i % 700, new float[] {i, 1});
                if (i % 3 == 0) {
                  knn.remove("upload " + i % 500);
                }
              }
            });
    do {
      List<ScoredTrack> list = knn.recommend(history("north"), 5_000, TrackFilter.ALL);
      assertThat(list.stream().map(ScoredTrack::trackId)).doesNotHaveDuplicates().contains("east");
    } while (!uploads.isDone());
    uploads.join();
  }

  private static String nearest(TrackVectors vectors, String standardise) {
    return train(vectors, AlgorithmSettings.DEFAULTS.with("standardise", standardise))
        .similar("a1", 1, TrackFilter.ALL)
        .get(0)
        .trackId();
  }

  private static ContentRecommender raw(String similarity) {
    return train(
        COMPASS,
        AlgorithmSettings.DEFAULTS.with("standardise", "false").with("similarity", similarity));
  }

  private static ContentRecommender train(TrackVectors vectors, AlgorithmSettings settings) {
    return (ContentRecommender) new Knn().train(data(PLAYS), vectors, settings, TrainingRun.SILENT);
  }
}
