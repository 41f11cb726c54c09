// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.Standardiser;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.evaluation.Play;
import dev.segue.recommenders.evaluation.TrainingSetBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SequenceRecommenderTest {
  /** The user vector is the sum of the inputs; a track's vectors are its content. */
  private static final class Sum implements SequenceModel {
    private final List<Integer> lengths = new ArrayList<>();
    private boolean closed;

    @Override
    public int maxLength() {
      return 2;
    }

    @Override
    public int dimension() {
      return 2;
    }

    @Override
    public List<float[]> encode(List<List<float[]>> sequences) {
      sequences.forEach(sequence -> lengths.add(sequence.size()));
      return sequences.stream().map(Sum::sum).toList();
    }

    @Override
    public List<ItemVectors> project(List<float[]> content) {
      return content.stream().map(vector -> new ItemVectors(vector, vector)).toList();
    }

    @Override
    public void close() {
      closed = true;
    }

    private static float[] sum(List<float[]> vectors) {
      float[] sum = new float[2];
      for (float[] vector : vectors) {
        sum[0] += vector[0];
        sum[1] += vector[1];
      }
      return sum;
    }
  }

  private final Sum model = new Sum();
  private final ContentSequenceRecommender recommender =
      new ContentSequenceRecommender(
          "sum",
          catalogue("right", "up", "left"),
          PlayOrder.FIRST_PLAY,
          model,
          model.project(List.of(new float[] {1, 0}, new float[] {0, 1}, new float[] {-1, 0})),
          Standardiser.identity(2));

  @Test
  void ranksByTheInnerProductWithTheLastTracks() {
    assertThat(recommender.recommend(history("left", "up", "right"), 9, TrackFilter.ALL)).isEmpty();
    assertThat(recommender.next(List.of(List.of("left", "up", "right")), 9).get(0))
        .containsExactly(
            new ScoredTrack("right", 1), new ScoredTrack("up", 1), new ScoredTrack("left", -1));
    assertThat(model.lengths).containsOnly(2);
  }

  @Test
  void repeatsTracksInSessionsButNotInLists() {
    assertThat(recommender.next(List.of(List.of("up")), 1).get(0))
        .containsExactly(new ScoredTrack("up", 1));
    assertThat(recommender.recommend(history("up"), 1, TrackFilter.ALL))
        .containsExactly(new ScoredTrack("right", 0));
  }

  @Test
  void givesThePopularTracksWhereNothingIsKnown() {
    assertThat(recommender.recommend(history("unheard of"), 2, TrackFilter.ALL))
        .containsExactly(new ScoredTrack("right", 0), new ScoredTrack("up", 0));
    assertThat(recommender.next(List.of(List.of(), List.of("up")), 1))
        .containsExactly(List.of(new ScoredTrack("right", 0)), List.of(new ScoredTrack("up", 1)));
  }

  @Test
  void answersABatchOfAnySizeInItsOrder() {
    String[] tracks = {"right", "up", "left"};
    List<List<String>> sessions =
        IntStream.range(0, 200).mapToObj(i -> List.of(tracks[i % 3], tracks[i % 2])).toList();
    List<List<ScoredTrack>> lists = recommender.next(sessions, 3);

    for (int i = 0; i < sessions.size(); i++) {
      assertThat(lists.get(i)).isEqualTo(recommender.next(sessions.subList(i, i + 1), 3).get(0));
    }
  }

  @Test
  void takesATrackThatCameAfterTheTraining() {
    recommender.upsert("far up", new float[] {0, 5});

    assertThat(recommender.recommend(history("up"), 1, TrackFilter.ALL))
        .containsExactly(new ScoredTrack("far up", 5));
    assertThat(recommender.recommend(history("far up"), 1, TrackFilter.ALL))
        .containsExactly(new ScoredTrack("up", 5));
    assertThat(recommender.score(recommender.profile(history("up")), "far up")).isEqualTo(5);
    assertThat(recommender.similar("up", 1, TrackFilter.ALL)).isEmpty();
    recommender.upsert("up", new float[] {0, 1});
    assertThat(recommender.similar("up", 1, TrackFilter.ALL))
        .containsExactly(new ScoredTrack("far up", 1));
    recommender.remove("far up");
    assertThat(recommender.recommend(history("up"), 9, TrackFilter.ALL)).hasSize(2);
  }

  @Test
  void leavesTracksThatCameAfterTheTrainingOutOfSessions() {
    recommender.upsert("far up", new float[] {0, 5});

    assertThat(recommender.next(List.of(List.of("up")), 9).get(0))
        .extracting(ScoredTrack::trackId)
        .containsExactly("up", "right", "left");
  }

  @Test
  void knowsNoScoreWithoutAProfileOrATrack() {
    assertThat(recommender.profile(history("unheard of"))).isEmpty();
    assertThat(recommender.score(new float[0], "up")).isNaN();
    assertThat(recommender.score(new float[] {1, 0}, "unheard of")).isNaN();
  }

  @Test
  void explainsByTheSimilarityOfHeardTracks() {
    recommender.upsert("north-east", new float[] {3, 4});

    assertThat(recommender.explain(history("left", "up", "right"), "north-east", 9))
        .containsExactly(new Reason("up", 0.8f), new Reason("right", 0.6f));
  }

  @Test
  void closesItsModel() {
    recommender.close();

    assertThat(model.closed).isTrue();
  }

  private static Catalogue catalogue(String... tracks) {
    TrainingSetBuilder builder = new TrainingSetBuilder();
    for (int i = 0; i < tracks.length; i++) {
      builder.add(new Play("ann", tracks[i], i));
    }
    return Catalogue.of(builder.build());
  }

  private static History history(String... tracks) {
    List<HeardTrack> heard = new ArrayList<>();
    for (String track : tracks) {
      heard.add(HeardTrack.once(track, heard.size()));
    }
    return new History("somebody", heard);
  }
}
