// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gsasrec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.RecommenderContract;
import dev.segue.recommenders.SessionRecommender;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.evaluation.Play;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GsasrecTest extends RecommenderContract {
  private static final int TRACKS = 12;

  @Override
  protected Algorithm algorithm() {
    return new Gsasrec();
  }

  @Override
  protected AlgorithmSettings settings() {
    return AlgorithmSettings.DEFAULTS.with("width", "8").with("length", "20").with("epochs", "1");
  }

  @Override
  protected float scoreTolerance() {
    return 1e-5f;
  }

  @ParameterizedTest
  @CsvSource({
    "gbce, next, position, uniform, true, true",
    "gbce, next, sequence, uniform, true, true",
    "gbce, next, batch, in-batch, true, false",
    "gbce, next, sequence, uniform, false, true",
    "gbce, next, sequence, popularity, false, false",
    "sampled-softmax, next, position, uniform, true, true",
    "sampled-softmax, next, batch, in-batch, true, true",
    "softmax, next, sequence, uniform, true, true",
    "gbce, future, batch, uniform, false, true",
    "sampled-softmax, future, batch, uniform, true, true",
    "softmax, future, sequence, uniform, true, true",
  })
  void learnsWhatFollows(
      String loss, String targets, String per, String sampling, String causal, String positions)
      throws InterruptedException {
    AlgorithmSettings settings =
        learning()
            .with("loss", loss)
            .with("targets", targets)
            .with("negatives-per", per)
            .with("sampling", sampling)
            .with("causal", causal)
            .with("positions", positions)
            .with("horizon-days", "0.0000116");

    assertThat(shareOfRightNextTracks(rounds(), settings)).isGreaterThan(0.9);
  }

  @ParameterizedTest
  @CsvSource({"shared-table, true", "temperature, 0.1", "row-sparse, true", "heads, 2"})
  void learnsWithEverySwitch(String setting, String value) throws InterruptedException {
    assertThat(shareOfRightNextTracks(rounds(), learning().with(setting, value)))
        .isGreaterThan(0.9);
  }

  private static AlgorithmSettings learning() {
    return AlgorithmSettings.DEFAULTS
        .with("width", "16")
        .with("length", "6")
        .with("negatives", "6")
        .with("epochs", "8")
        .with("batch", "16")
        .with("learning-rate", "0.01")
        .with("order", "every-play")
        .with("validation-listeners", "0");
  }

  /** Each listener goes round a ring of tracks, one a second. */
  private static List<Play> rounds() {
    List<Play> plays = new ArrayList<>();
    for (int user = 0; user < 24; user++) {
      for (int i = 0; i < 16; i++) {
        plays.add(new Play("user-" + user, "t" + (user + i) % TRACKS, 1000L * i));
      }
    }
    return plays;
  }

  private static double shareOfRightNextTracks(List<Play> plays, AlgorithmSettings settings)
      throws InterruptedException {
    try (SessionRecommender model = train(plays, settings, TrainingRun.SILENT)) {
      int right = 0;
      for (int i = 0; i < TRACKS; i++) {
        List<String> session = List.of("t" + i, "t" + (i + 1) % TRACKS, "t" + (i + 2) % TRACKS);
        String next = model.next(List.of(session), 1).get(0).get(0).trackId();
        right += next.equals("t" + (i + 3) % TRACKS) ? 1 : 0;
      }
      return (double) right / TRACKS;
    }
  }

  private static SessionRecommender train(
      List<Play> plays, AlgorithmSettings settings, TrainingRun run) throws InterruptedException {
    return (SessionRecommender) new Gsasrec().train(data(plays), TrackVectors.NONE, settings, run);
  }
}
