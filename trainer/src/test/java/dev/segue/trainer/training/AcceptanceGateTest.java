// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.ChronologicalSplit;
import dev.segue.recommenders.evaluation.Play;
import dev.segue.recommenders.evaluation.TrainingSetBuilder;
import dev.segue.trainer.RandomPlays;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceptanceGateTest {
  private static final Duration WINDOW = Duration.ofDays(14);
  private static final TrainingSet DATA = data(60);
  private static final AcceptanceGate GATE = new AcceptanceGate(WINDOW, 20, 10);

  @TempDir Path folder;

  @Test
  void rejectsACandidateThatIsWorseBeyondDoubt() throws Exception {
    Verdict verdict = judge(GATE, DATA, champion(new Oracle(), 0));
    assertThat(verdict.accepted()).isFalse();
    assertThat(verdict.reason()).contains("NDCG@10", "release 3", "-0.");
    assertThat(verdict.metrics().get("ndcgDifference.high")).isNegative();
  }

  @Test
  void acceptsACandidateThatIsAsGood() throws Exception {
    TrainingSet before = ChronologicalSplit.of(DATA, windowBegins()).train();
    Recommender same =
        Algorithms.named("popularity")
            .train(before, TrackVectors.NONE, AlgorithmSettings.DEFAULTS, TrainingListener.SILENT);
    Verdict verdict = judge(GATE, DATA, champion(same, 0));
    assertThat(verdict.accepted()).isTrue();
    assertThat(verdict.metrics()).containsEntry("ndcgDifference", 0.0);
  }

  @Test
  void comparesOnlyOnWhatTheActiveReleaseHasNotSeen() throws Exception {
    Verdict whole = judge(GATE, DATA, champion(new Oracle(), 0));
    Verdict later =
        judge(GATE, DATA, champion(new Oracle(), DATA.newestPlay() - WINDOW.toMillis() / 2));
    assertThat(later.metrics().get("testListeners"))
        .isLessThan(whole.metrics().get("testListeners") + 1);
    Verdict nothingNew = judge(GATE, DATA, champion(new Oracle(), DATA.newestPlay()));
    assertThat(nothingNew.accepted()).isTrue();
    assertThat(nothingNew.reason()).contains("only 0 listeners");
  }

  @Test
  void saysNothingAgainstACandidateWithTooFewListeners() throws Exception {
    Verdict verdict = judge(GATE, data(10), champion(new Oracle(), 0));
    assertThat(verdict.accepted()).isTrue();
    assertThat(verdict.reason()).contains("fewer than the 20").contains("min-listeners");
    assertThat(verdict.metrics()).containsKeys("ndcg", "championNdcg");
  }

  @Test
  void measuresAFirstReleaseToo() throws Exception {
    Verdict verdict = judge(GATE, DATA, Optional.empty());
    assertThat(verdict.accepted()).isTrue();
    assertThat(verdict.reason()).contains("no active release");
    assertThat(verdict.metrics())
        .containsKeys("hitRate", "hitRate.low", "hitRate.high", "recall", "ndcg");
    assertThat(verdict.metrics().values()).allMatch(Double::isFinite);
  }

  private Verdict judge(
      AcceptanceGate gate, TrainingSet data, Optional<AcceptanceGate.Champion> champion)
      throws Exception {
    Path checkpoints = Files.createTempDirectory(folder, "checkpoints");
    Training training =
        new Training(
            "popularity",
            "data",
            Algorithms.named("popularity"),
            AlgorithmSettings.DEFAULTS,
            TrackVectors.NONE,
            Optional.empty(),
            new Checkpoints(checkpoints));
    return gate.judge(training, data, champion);
  }

  private static Optional<AcceptanceGate.Champion> champion(
      Recommender recommender, long trainedThrough) {
    return Optional.of(
        new AcceptanceGate.Champion(3, Instant.ofEpochMilli(trainedThrough), recommender));
  }

  private static long windowBegins() {
    return DATA.newestPlay() - WINDOW.toMillis();
  }

  private static TrainingSet data(int users) {
    TrainingSetBuilder builder = new TrainingSetBuilder();
    RandomPlays.of(1, users * 60, users, 200)
        .forEach(
            play ->
                builder.add(
                    new Play(
                        play.getUserId(), play.getTrackId(), play.getPlayedAt().toEpochMilli())));
    return builder.build();
  }

  /** Knows what each listener is going to play. */
  private static final class Oracle implements Recommender {
    private final ChronologicalSplit split = ChronologicalSplit.of(DATA, windowBegins());

    @Override
    public String algorithm() {
      return "oracle";
    }

    @Override
    public List<ScoredTrack> recommend(History history, int k, TrackFilter filter) {
      return split.test().getOrDefault(history.userId(), List.of()).stream()
          .limit(k)
          .map(track -> new ScoredTrack(track, 1))
          .toList();
    }

    @Override
    public List<Reason> explain(History history, String trackId, int n) {
      return List.of();
    }
  }
}
