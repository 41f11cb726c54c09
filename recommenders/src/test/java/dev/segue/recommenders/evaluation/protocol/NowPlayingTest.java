// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.segue.recommenders.GoldenFolder;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.SessionRecommender;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Metric;
import dev.segue.recommenders.evaluation.PlayTable;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sessions of the #nowplaying data set, where they are at hand. */
class NowPlayingTest {
  private static Protocol protocol;

  /** What followed a track, most often first. */
  private record Markov(Map<String, List<ScoredTrack>> followers) implements SessionRecommender {
    @Override
    public String algorithm() {
      return "markov";
    }

    @Override
    public List<ScoredTrack> recommend(History history, int k, TrackFilter filter) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<List<ScoredTrack>> next(List<List<String>> sessions, int k) {
      return sessions.stream()
          .map(session -> session.get(session.size() - 1))
          .map(last -> followers.getOrDefault(last, List.of()))
          .map(list -> list.subList(0, Math.min(k, list.size())))
          .toList();
    }

    @Override
    public List<Reason> explain(History history, String trackId, int n) {
      return List.of();
    }
  }

  @BeforeAll
  static void read() throws IOException {
    protocol =
        Protocols.create(
            "session",
            new ProtocolInput(
                new PlayTable(),
                OptionalLong.empty(),
                Set.of(),
                Map.of(),
                Optional.of(
                    new ProtocolInput.SessionFiles(
                        GoldenFolder.data("nowplaying/train_sessions.txt.gz"),
                        GoldenFolder.data("nowplaying/test_sessions.txt.gz")))),
            Map.of());
  }

  @Test
  void splitsIntoTheKnownSets() {
    assertThat(protocol.summary().trainPlays()).isEqualTo(953_381);
    assertThat(protocol.summary().trainUsers()).isEqualTo(128_077);
    assertThat(protocol.summary().trainTracks()).isEqualTo(60_416);
    assertThat(protocol.summary().testUsers()).isEqualTo(14_479);
    assertThat(protocol.summary().testPairs()).isEqualTo(89_824);
  }

  @Test
  void findsTheKnownQualityOfAMarkovChain() {
    EvaluationResult result =
        protocol.evaluate("markov", markov(protocol.train()), TrainingListener.SILENT);

    assertThat(result.mean(Metric.RECALL)).isCloseTo(0.1310, within(5e-5));
    assertThat(result.mean(Metric.MRR)).isCloseTo(0.0720, within(5e-5));
  }

  private static Markov markov(TrainingSet train) {
    Map<String, Map<String, Integer>> counts = new HashMap<>();
    for (TrainingSet.Listener session : train.listeners()) {
      TreeMap<Long, String> order = new TreeMap<>();
      session
          .interactions()
          .forEach(
              track -> {
                for (long time : track.playedAt()) {
                  order.put(time, track.heard().trackId());
                }
              });
      String last = null;
      for (String track : order.values()) {
        if (last != null) {
          counts.computeIfAbsent(last, from -> new LinkedHashMap<>()).merge(track, 1, Integer::sum);
        }
        last = track;
      }
    }
    Map<String, List<ScoredTrack>> followers = new HashMap<>();
    counts.forEach((track, next) -> followers.put(track, best(next)));
    return new Markov(followers);
  }

  /** Equal counts in the order of appearance, as in the known numbers. */
  private static List<ScoredTrack> best(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .map(entry -> new ScoredTrack(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparing(track -> -track.score()))
        .toList();
  }
}
