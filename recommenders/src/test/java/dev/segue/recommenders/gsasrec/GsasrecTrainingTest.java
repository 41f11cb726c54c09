// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gsasrec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.Play;
import dev.segue.recommenders.evaluation.TrainingSetBuilder;
import dev.segue.recommenders.popularity.Popularity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GsasrecTrainingTest {
  private static final int CLIMBERS = 30;
  private static final AlgorithmSettings SMALL =
      AlgorithmSettings.DEFAULTS
          .with("width", "8")
          .with("length", "8")
          .with("epochs", "3")
          .with("batch", "8");

  @TempDir Path folder;

  @Test
  void goesOnAfterAnInterruptAsIfThereHadBeenNone() throws Exception {
    TrainingListener interrupting =
        (stage, done, total) -> {
          if (done == 7) {
            Thread.currentThread().interrupt();
          }
        };
    TrainingRun run = TrainingRun.heardBy(interrupting).savedIn(folder.resolve("checkpoints"));
    assertThatThrownBy(() -> train(plays(), TrackVectors.NONE, SMALL, run))
        .isInstanceOf(InterruptedException.class);

    TrainingRun again = TrainingRun.SILENT.savedIn(folder.resolve("checkpoints"));
    assertThat(lists(train(plays(), TrackVectors.NONE, SMALL, again)))
        .isEqualTo(lists(train(plays(), TrackVectors.NONE, SMALL, TrainingRun.SILENT)));
  }

  @Test
  void startsWithThePreviousModelWhereShapesAndTracksMatch() throws Exception {
    Recommender first = train(plays(), TrackVectors.NONE, SMALL, TrainingRun.SILENT);
    List<Play> more = new ArrayList<>(plays());
    more.add(new Play("user-1", "new", 1));
    AlgorithmSettings untrained = SMALL.with("epochs", "0");

    Recommender second =
        train(more, TrackVectors.NONE, untrained, TrainingRun.SILENT.from(write(first, "first")));
    // Whatever the first one knew is ranked as the first one ranked it.
    assertThat(known(lists(second))).isEqualTo(lists(first));
    assertThat(known(lists(train(more, TrackVectors.NONE, untrained, TrainingRun.SILENT))))
        .isNotEqualTo(lists(first));
  }

  @Test
  void startsAfreshFromAModelOfAnotherWidth() throws Exception {
    Recommender wide =
        train(plays(), TrackVectors.NONE, SMALL.with("width", "12"), TrainingRun.SILENT);

    assertThat(
            lists(
                train(
                    plays(),
                    TrackVectors.NONE,
                    SMALL,
                    TrainingRun.SILENT.from(write(wide, "wide")))))
        .hasSize(1);
  }

  @Test
  void ranksByPopularityWhereNothingFollowsAnything() throws Exception {
    List<Play> single =
        List.of(new Play("ann", "a", 1), new Play("ben", "b", 2), new Play("cat", "b", 3));

    assertThat(
            train(single, TrackVectors.NONE, SMALL, TrainingRun.SILENT)
                .recommend(history("c"), 9, TrackFilter.ALL))
        .containsExactly(new ScoredTrack("b", 0), new ScoredTrack("a", 0));
    assertThat(
            train(single.subList(0, 1), TrackVectors.NONE, SMALL, TrainingRun.SILENT)
                .recommend(history("a"), 9, TrackFilter.ALL))
        .isEmpty();
  }

  @Test
  void trainsOnOneListenerAndOnOneTrackHeardAgainAndAgain() throws Exception {
    List<Play> one = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      one.add(new Play("ann", "a", i));
    }
    AlgorithmSettings every = SMALL.with("order", "every-play");

    for (String loss : List.of("gbce", "softmax", "sampled-softmax")) {
      assertThat(
              train(one, TrackVectors.NONE, every.with("loss", loss), TrainingRun.SILENT)
                  .recommend(history(), 9, TrackFilter.ALL))
          .containsExactly(new ScoredTrack("a", 0));
    }
  }

  @Test
  void scoresATrackThatCameAfterTheTrainingByItsContent() throws Exception {
    AlgorithmSettings settings =
        SMALL
            .with("content", "true")
            .with("epochs", "6")
            .with("learning-rate", "0.01")
            .with("shared-table", "true")
            .with("validation-listeners", "0");
    try (ContentRecommender model =
        (ContentRecommender) train(camps(), campContent(), settings, TrainingRun.SILENT)) {
      model.upsert("new-left", new float[] {-1, 0.3f});
      model.upsert("new-right", new float[] {1, 0.3f});
      float[] left = model.profile(history("left-1", "left-2"));

      assertThat(model.score(left, "new-left")).isGreaterThan(model.score(left, "new-right"));
      float[] fresh = model.profile(history("new-right"));
      assertThat(model.score(fresh, "right-3")).isGreaterThan(model.score(fresh, "left-3"));
    }
  }

  @Test
  void answersAlikeWithContentAfterSavingAndLoading() throws Exception {
    AlgorithmSettings settings = SMALL.with("content", "true");
    Recommender model = train(camps(), campContent(), settings, TrainingRun.SILENT);
    Artifact artifact = write(model, "content");
    History history = history("left-1", "right-2", "bare");

    assertThat(new Gsasrec().load(artifact, campContent()).recommend(history, 99, TrackFilter.ALL))
        .isEqualTo(model.recommend(history, 99, TrackFilter.ALL));
    assertThat(
            new Gsasrec().load(artifact, TrackVectors.NONE).recommend(history, 99, TrackFilter.ALL))
        .hasSize(model.recommend(history, 99, TrackFilter.ALL).size());
    assertThatThrownBy(() -> new Gsasrec().load(artifact, new TrackVectors(3, Map.of())))
        .hasMessageContaining("trained on vectors of 2 values and these have 3");
  }

  @Test
  void refusesContentItCannotRead() {
    AlgorithmSettings settings = SMALL.with("content", "true");
    TrackVectors broken = new TrackVectors(1, Map.of("x", new float[] {Float.NaN}));

    assertThatThrownBy(() -> train(plays(), broken, settings, TrainingRun.SILENT))
        .hasMessageContaining("the vector of x holds NaN");
    assertThatThrownBy(() -> train(plays(), TrackVectors.NONE, settings, TrainingRun.SILENT))
        .hasMessageContaining("content is true and there are no content vectors");
  }

  @Test
  void refusesSettingsThatDoNotFit() {
    assertThatThrownBy(
            () -> train(plays(), TrackVectors.NONE, SMALL.with("heads", "3"), TrainingRun.SILENT))
        .hasMessageContaining("width 8 is not a multiple of heads 3");
    assertThatThrownBy(
            () ->
                train(plays(), TrackVectors.NONE, SMALL.with("loss", "hinge"), TrainingRun.SILENT))
        .hasMessage("gsasrec: loss is hinge; set it to one of gbce, sampled-softmax, softmax");
  }

  @Test
  void refusesAFileThatIsNoModel() throws Exception {
    Recommender popular =
        new Popularity()
            .train(
                data(plays()), TrackVectors.NONE, AlgorithmSettings.DEFAULTS, TrainingRun.SILENT);
    Artifact artifact =
        Artifact.write(
            folder.resolve("popular"),
            new Popularity(),
            popular,
            AlgorithmSettings.DEFAULTS,
            null,
            Map.of());

    assertThatThrownBy(() -> new Gsasrec().load(artifact, TrackVectors.NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("item_embedding.weight");
  }

  /** Listeners climb through twenty tracks, from different ones on. */
  private static List<Play> plays() {
    List<Play> plays = new ArrayList<>();
    for (int user = 0; user < CLIMBERS; user++) {
      for (int i = 0; i < 9; i++) {
        plays.add(new Play("user-" + user, "track-" + (user + i) % 20, 1000L * (user + i)));
      }
    }
    return plays;
  }

  /** Some hear what lies to the left, some what lies to the right; one track has no vector. */
  private static List<Play> camps() {
    List<Play> plays = new ArrayList<>();
    for (int user = 0; user < CLIMBERS; user++) {
      for (int i = 0; i < 6; i++) {
        String side = user % 2 == 0 ? "left-" : "right-";
        plays.add(new Play("user-" + user, side + (user / 2 * 5 + i * 3) % 8, 1000L * i));
      }
    }
    plays.add(new Play("user-0", "bare", 9000));
    return plays;
  }

  private static TrackVectors campContent() {
    Map<String, float[]> vectors = new HashMap<>();
    for (int i = 0; i < 8; i++) {
      vectors.put("left-" + i, new float[] {-1 - 0.01f * i, 0.1f * i});
      vectors.put("right-" + i, new float[] {1 + 0.01f * i, 0.1f * i});
    }
    return new TrackVectors(2, vectors);
  }

  private static List<List<ScoredTrack>> lists(Recommender model) {
    return model.recommendAll(List.of(history("track-1", "track-2")), 99, TrackFilter.ALL);
  }

  private static List<List<ScoredTrack>> known(List<List<ScoredTrack>> lists) {
    return lists.stream()
        .map(list -> list.stream().filter(track -> !track.trackId().equals("new")).toList())
        .toList();
  }

  private Artifact write(Recommender model, String name) throws IOException {
    return Artifact.write(folder.resolve(name), new Gsasrec(), model, SMALL, null, Map.of());
  }

  private static Recommender train(
      List<Play> plays, TrackVectors content, AlgorithmSettings settings, TrainingRun run)
      throws InterruptedException {
    return new Gsasrec().train(data(plays), content, settings, run);
  }

  private static TrainingSet data(List<Play> plays) {
    TrainingSetBuilder builder = new TrainingSetBuilder();
    plays.forEach(builder::add);
    return builder.build();
  }

  private static History history(String... tracks) {
    List<HeardTrack> heard = new ArrayList<>();
    for (String track : tracks) {
      heard.add(HeardTrack.once(track, heard.size()));
    }
    return new History("somebody", heard);
  }
}
