// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.TrainingSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A log cut at a moment T: what was played before T trains; what a known listener played for the
 * first time at or after T tests.
 */
public final class ChronologicalSplit {
  private final long at;
  private final TrainingSet train;
  private final Set<String> trainTracks;
  private final SortedMap<String, List<String>> warm = new TreeMap<>();
  private final SortedMap<String, List<String>> cold = new TreeMap<>();

  private ChronologicalSplit(TrainingSet all, long at) {
    this.at = at;
    this.train =
        new TrainingSet(
            all.listeners().stream()
                .map(listener -> before(listener, at))
                .filter(listener -> !listener.interactions().isEmpty())
                .toList());
    this.trainTracks = Collections.unmodifiableSet(train.firstPlays().keySet());
    Set<String> users = new HashSet<>();
    train.listeners().forEach(listener -> users.add(listener.userId()));
    for (TrainingSet.Listener listener : all.listeners()) {
      if (users.contains(listener.userId())) {
        addTest(listener);
      }
    }
  }

  /** Cuts a set; needs the single play times of the interactions that lie on both sides. */
  public static ChronologicalSplit of(TrainingSet all, long at) {
    return new ChronologicalSplit(all, at);
  }

  /** Cuts a log, in whatever order its plays come. */
  public static ChronologicalSplit of(Iterable<Play> plays, long at) {
    TrainingSetBuilder builder = new TrainingSetBuilder();
    plays.forEach(builder::add);
    return of(builder.build(), at);
  }

  /** The cut, ms since 1970. */
  public long at() {
    return at;
  }

  /** The plays before the cut. */
  public TrainingSet train() {
    return train;
  }

  /** The tracks that were played before the cut. */
  public Set<String> trainTracks() {
    return trainTracks;
  }

  /** For each known listener, the known tracks first played since; users without any are absent. */
  public SortedMap<String, List<String>> test() {
    return Collections.unmodifiableSortedMap(warm);
  }

  /** As {@link #test}, for tracks that nobody had played before the cut. */
  public SortedMap<String, List<String>> coldTest() {
    return Collections.unmodifiableSortedMap(cold);
  }

  /** The sizes, with those of {@link #test}. */
  public SplitSummary summary() {
    return summary(warm);
  }

  /** The sizes, with those of {@link #coldTest}. */
  public SplitSummary coldSummary() {
    return summary(cold);
  }

  private SplitSummary summary(SortedMap<String, List<String>> test) {
    return new SplitSummary(
        train.plays(),
        train.listeners().size(),
        trainTracks.size(),
        test.size(),
        test.values().stream().mapToInt(List::size).sum(),
        at);
  }

  private void addTest(TrainingSet.Listener listener) {
    for (Interaction interaction : listener.interactions()) {
      HeardTrack heard = interaction.heard();
      if (heard.firstPlayedAt() >= at) {
        SortedMap<String, List<String>> test = trainTracks.contains(heard.trackId()) ? warm : cold;
        test.computeIfAbsent(listener.userId(), user -> new ArrayList<>()).add(heard.trackId());
      }
    }
  }

  /**
   * What one listener had played by a moment, this included; needs the single play times of the
   * tracks that were played later, too.
   */
  public static TrainingSet.Listener until(TrainingSet.Listener listener, long moment) {
    // Nothing is played at the end of time.
    return before(listener, moment + (moment == Long.MAX_VALUE ? 0 : 1));
  }

  private static TrainingSet.Listener before(TrainingSet.Listener listener, long at) {
    return new TrainingSet.Listener(
        listener.userId(),
        listener.interactions().stream()
            .filter(interaction -> interaction.heard().firstPlayedAt() < at)
            .map(interaction -> before(interaction, at))
            .toList());
  }

  /** Completions, skips and likes have no times: they count only if nothing came after the cut. */
  private static Interaction before(Interaction interaction, long at) {
    HeardTrack heard = interaction.heard();
    if (heard.lastPlayedAt() < at) {
      return interaction;
    }
    long[] times = Arrays.stream(interaction.playedAt()).filter(time -> time < at).toArray();
    int later = interaction.playedAt().length - times.length;
    long last = times.length == 0 ? heard.firstPlayedAt() : times[times.length - 1];
    return new Interaction(
        new HeardTrack(
            heard.trackId(),
            heard.firstPlayedAt(),
            last,
            Math.max(1, heard.plays() - later),
            0,
            0,
            0),
        times);
  }
}
