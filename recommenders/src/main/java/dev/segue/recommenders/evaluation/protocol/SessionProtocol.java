// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.protocol;

import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.SessionRecommender;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.Cohorts;
import dev.segue.recommenders.evaluation.EvaluationOptions;
import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Measure;
import dev.segue.recommenders.evaluation.Measurement;
import dev.segue.recommenders.evaluation.Metric;
import dev.segue.recommenders.evaluation.Play;
import dev.segue.recommenders.evaluation.SplitSummary;
import dev.segue.recommenders.evaluation.TestCase;
import dev.segue.recommenders.evaluation.TrainingSetBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * The next track of a session: after each proper beginning of every test session, the track that
 * followed is to be found among all tracks of the training sessions, those of the session itself
 * included. Test tracks that no training session has are left out of the test sessions first.
 *
 * <p>A {@link SessionRecommender} continues the session. Any other model gets its tracks as a
 * history and cannot repeat one, which is its loss. In the training set every session is a
 * listener, and its n-th track was played n ms after it started: only the order counts.
 */
public final class SessionProtocol implements Protocol {
  static final String NAME = "session";

  /** Sessions in one call of the recommender. */
  private static final int BATCH = 512;

  private static final List<Metric> METRICS = List.of(Metric.RECALL, Metric.MRR, Metric.NDCG);

  private final TrainingSet train;
  private final Set<String> tracks;
  private final SplitSummary summary;
  private final int sessions;
  private final List<List<String>> beginnings = new ArrayList<>();
  private final Measurement measurement;

  /** Trains on some sessions and tests on others. */
  public SessionProtocol(List<Session> train, List<Session> test, EvaluationOptions options) {
    this.train = trainingSet(train);
    this.tracks = this.train.firstPlays().keySet();
    List<TestCase> cases = new ArrayList<>();
    List<Session> ordered = new ArrayList<>(test);
    ordered.sort(Comparator.comparing(Session::userId).thenComparing(Session::startedAt));
    int tested = 0;
    for (Session session : ordered) {
      List<String> known = session.tracks().stream().filter(tracks::contains).toList();
      tested += known.size() > 1 ? 1 : 0;
      for (int next = 1; next < known.size(); next++) {
        List<String> beginning = known.subList(0, next);
        beginnings.add(beginning);
        cases.add(new TestCase(session.userId(), beginning, List.of(known.get(next))));
      }
    }
    sessions = tested;
    long newest = this.train.newestPlay();
    summary =
        new SplitSummary(
            this.train.plays(),
            this.train.listeners().size(),
            tracks.size(),
            (int) cases.stream().map(TestCase::userId).distinct().count(),
            cases.size(),
            newest + (newest == Long.MAX_VALUE ? 0 : 1));
    measurement =
        new Measurement(
            Measure.of(METRICS, options.lengths()),
            cases,
            Cohorts.bySize(
                "tracks played so far",
                beginnings.stream().map(List::size).toList(),
                options.cohorts()),
            this.train,
            tracks,
            options.artistOf());
  }

  /**
   * Cuts a log into sessions; what was played before {@code at} trains, the sessions that started
   * since test. Of a session that runs across the cut the rest does neither.
   *
   * @param gap the pause that ends a session
   * @param at ms since 1970
   */
  public static SessionProtocol of(
      Iterable<Play> plays, Duration gap, long at, EvaluationOptions options) {
    List<Play> before =
        StreamSupport.stream(plays.spliterator(), false)
            .filter(play -> play.playedAtMs() < at)
            .toList();
    List<Session> test =
        Sessions.of(plays, gap).stream().filter(session -> session.startedAt() >= at).toList();
    return new SessionProtocol(Sessions.of(before, gap), test, options);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "Which track is played next in a session? Trained on %,d plays of %,d sessions and %,d"
            + " tracks; tested on %,d beginnings of %,d sessions. All tracks are ranked, those of"
            + " the session too.",
        summary.trainPlays(),
        summary.trainUsers(),
        summary.trainTracks(),
        summary.testPairs(),
        sessions);
  }

  @Override
  public SplitSummary summary() {
    return summary;
  }

  @Override
  public TrainingSet train() {
    return train;
  }

  @Override
  public List<Measure> measures() {
    return measurement.measures();
  }

  @Override
  public EvaluationResult evaluate(
      String model, Recommender recommender, TrainingListener progress) {
    return measurement.run(
        model,
        BATCH,
        (from, to, k) -> next(recommender, beginnings.subList(from, to), k),
        progress);
  }

  private List<List<ScoredTrack>> next(Recommender recommender, List<List<String>> batch, int k) {
    if (recommender instanceof SessionRecommender session) {
      return session.next(batch, k);
    }
    List<History> histories = batch.stream().map(SessionProtocol::history).toList();
    return recommender.recommendAll(histories, k, tracks::contains);
  }

  private static History history(List<String> beginning) {
    Map<String, HeardTrack> heard = new HashMap<>();
    for (int i = 0; i < beginning.size(); i++) {
      HeardTrack once = HeardTrack.once(beginning.get(i), i);
      heard.merge(
          once.trackId(),
          once,
          (old, play) ->
              new HeardTrack(
                  old.trackId(),
                  old.firstPlayedAt(),
                  play.lastPlayedAt(),
                  old.plays() + 1,
                  0,
                  0,
                  0));
    }
    return new History("", List.copyOf(heard.values()));
  }

  private static TrainingSet trainingSet(List<Session> sessions) {
    TrainingSetBuilder builder = new TrainingSetBuilder();
    for (Session session : sessions) {
      String id = session.userId() + "@" + session.startedAt();
      for (int i = 0; i < session.tracks().size(); i++) {
        builder.add(new Play(id, session.tracks().get(i), session.startedAt() + i));
      }
    }
    return builder.build();
  }
}
