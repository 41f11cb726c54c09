// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.protocol;

import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.Measurement;
import dev.segue.recommenders.evaluation.Play;
import dev.segue.recommenders.evaluation.TestCase;
import dev.segue.recommenders.evaluation.TrainingSetBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The positive plays before a moment, and the profiles that the listeners got afterwards. */
final class ProfileSplit {
  private final ProfileSettings settings;
  private final TrainingSet train;
  private final Set<String> tracks;
  private final Map<String, Map<String, Playthrough>> later = new TreeMap<>();

  /**
   * Cuts a log.
   *
   * @throws IllegalArgumentException if no play tells how long it was
   */
  ProfileSplit(Iterable<Play> plays, long at, ProfileSettings settings) {
    this.settings = settings;
    long positiveMs = settings.positive().toMillis();
    boolean lengthsKnown = false;
    TrainingSetBuilder positives = new TrainingSetBuilder();
    for (Play play : plays) {
      lengthsKnown |= play.playedMs() >= 0;
      if (play.playedAtMs() >= at) {
        later
            .computeIfAbsent(play.userId(), user -> new TreeMap<>())
            .computeIfAbsent(play.trackId(), track -> new Playthrough())
            .add(play, positiveMs);
      } else if (Playthrough.positive(play, positiveMs)) {
        positives.add(play);
      }
    }
    if (!lengthsKnown) {
      throw new IllegalArgumentException(
          "no play of the log tells how long it was played, which profiles are made of; use"
              + " another protocol or a log with playing times");
    }
    train = filtered(positives.build());
    tracks = train.firstPlays().keySet();
  }

  TrainingSet train() {
    return train;
  }

  Set<String> tracks() {
    return tracks;
  }

  /** The listeners of the training set with a profile. */
  List<TrainingSet.Listener> testListeners() {
    return train.listeners().stream().filter(listener -> !profile(listener).isEmpty()).toList();
  }

  TestCase testCase(TrainingSet.Listener listener) {
    return new TestCase(listener.userId(), Measurement.tracks(listener), profile(listener));
  }

  /** The positive tracks since the cut that are new to the listener, highest score first. */
  private List<String> profile(TrainingSet.Listener listener) {
    Set<String> heard = new HashSet<>(Measurement.tracks(listener));
    List<Map.Entry<String, Playthrough>> played =
        new ArrayList<>(later.getOrDefault(listener.userId(), Map.of()).entrySet());
    played.removeIf(entry -> !entry.getValue().positive());
    played.removeIf(entry -> heard.contains(entry.getKey()) || !tracks.contains(entry.getKey()));
    played.sort(
        Comparator.comparingDouble(
            (Map.Entry<String, Playthrough> entry) -> -entry.getValue().score()));
    return played.stream().map(Map.Entry::getKey).limit(settings.profileLength()).toList();
  }

  /** Tracks are filtered first, listeners by what is then left to them. */
  private TrainingSet filtered(TrainingSet all) {
    Map<String, Integer> listeners = new HashMap<>();
    for (TrainingSet.Listener listener : all.listeners()) {
      Measurement.tracks(listener).forEach(track -> listeners.merge(track, 1, Integer::sum));
    }
    return new TrainingSet(
        all.listeners().stream()
            .map(listener -> only(listener, listeners))
            .filter(listener -> listener.interactions().size() >= settings.minPositives())
            .toList());
  }

  private TrainingSet.Listener only(TrainingSet.Listener listener, Map<String, Integer> listeners) {
    List<Interaction> kept = new ArrayList<>();
    for (Interaction interaction : listener.interactions()) {
      HeardTrack heard = interaction.heard();
      if (listeners.get(heard.trackId()) >= settings.minListeners()) {
        kept.add(interaction);
      }
    }
    return new TrainingSet.Listener(listener.userId(), kept);
  }
}
