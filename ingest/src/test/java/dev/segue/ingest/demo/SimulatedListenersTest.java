// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.ingest.imports.AudioFile;
import dev.segue.schemas.Feedback;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Plays;
import dev.segue.schemas.Track;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SimulatedListenersTest {
  private static final List<DemoTrack> CATALOGUE = catalogue();
  private static final List<PlayEvent> PLAYS =
      SimulatedListeners.generate(CATALOGUE, 1, SimulatedListeners.LISTENERS);
  private static final Map<String, DemoTrack> BY_ID =
      CATALOGUE.stream().collect(Collectors.toMap(t -> t.track().getTrackId(), t -> t));

  @Test
  void playsNothingBeforeItsReleaseOrOutsideTheYear() {
    assertThat(PLAYS)
        .allSatisfy(
            play -> {
              assertThat(play.getPlayedAt())
                  .isAfterOrEqualTo(BY_ID.get(play.getTrackId()).track().getReleasedAt())
                  .isBetween(SimulatedListeners.START, SimulatedListeners.END);
              assertThat(play.getPlayedAt()).isBefore(SimulatedListeners.END);
            });
  }

  @Test
  void makesPlaysThatCanBeUsed() {
    assertThat(PLAYS).hasSizeBetween(60_000, 90_000);
    assertThat(PLAYS).noneMatch(play -> Plays.problem(play, SimulatedListeners.END).isPresent());
    assertThat(PLAYS).isSortedAccordingTo(Comparator.comparing(PlayEvent::getPlayedAt));
    assertThat(PLAYS).extracting(PlayEvent::getEventId).doesNotHaveDuplicates();
    assertThat(PLAYS).allMatch(play -> play.getUserId().startsWith("synthetic-"));
  }

  @Test
  void isTheSameForTheSameSeed() {
    assertThat(SimulatedListeners.generate(CATALOGUE, 1, 20))
        .isEqualTo(SimulatedListeners.generate(CATALOGUE, 1, 20))
        .isNotEqualTo(SimulatedListeners.generate(CATALOGUE, 2, 20));
  }

  @Test
  void listensToTheEndMostlyAndSkipsAndLikesSometimes() {
    assertThat(share(Plays::completed)).isBetween(0.6, 0.95);
    assertThat(share(Plays::skipped)).isBetween(0.05, 0.4);
    assertThat(share(play -> play.getFeedback() == Feedback.LIKE)).isBetween(0.005, 0.2);
  }

  @Test
  void everyListenerHasFavouriteStyles() {
    Map<String, Map<String, Long>> styles = new HashMap<>();
    for (PlayEvent play : PLAYS) {
      styles
          .computeIfAbsent(play.getUserId(), user -> new HashMap<>())
          .merge(BY_ID.get(play.getTrackId()).style(), 1L, Long::sum);
    }
    double favourite =
        styles.values().stream()
            .mapToDouble(
                counts ->
                    (double) counts.values().stream().mapToLong(c -> c).max().orElse(0)
                        / counts.values().stream().mapToLong(c -> c).sum())
            .average()
            .orElse(0);
    // A listener without taste would give each of twelve styles a twelfth.
    assertThat(favourite).isBetween(0.35, 0.8);
  }

  @Test
  void playsTracksThatNobodyCouldKnowBeforeTheSplit() {
    long listeners =
        PLAYS.stream()
            .filter(play -> isCold(play.getTrackId()))
            .map(PlayEvent::getUserId)
            .distinct()
            .count();
    assertThat(listeners).isGreaterThan(SimulatedListeners.LISTENERS / 2);
    assertThat(CATALOGUE.stream().filter(t -> isCold(t.track().getTrackId())).count())
        .isEqualTo(CATALOGUE.size() * 15L / 100);
  }

  private static boolean isCold(String trackId) {
    return !BY_ID.get(trackId).track().getReleasedAt().isBefore(SimulatedListeners.SPLIT);
  }

  private static double share(java.util.function.Predicate<PlayEvent> what) {
    return (double) PLAYS.stream().filter(what).count() / PLAYS.size();
  }

  /** As large as the demo's, without the sound. */
  private static List<DemoTrack> catalogue() {
    SplittableRandom random = new SplittableRandom(5);
    List<DemoTrack> tracks = new ArrayList<>();
    Function<Instant, Instant> within =
        from -> from.plus(Duration.ofHours(random.nextInt(20 * 24)));
    for (String style : DemoCatalogue.styles()) {
      for (int i = 0; i < 40; i++) {
        Instant released = i % 20 < 17 ? Instant.EPOCH : within.apply(SimulatedListeners.SPLIT);
        Track track =
            Track.newBuilder()
                .setTrackId(style + i)
                .setReleasedAt(released)
                .setDurationMs(15_000L)
                .build();
        tracks.add(
            new DemoTrack(
                new AudioFile(Path.of(style + i), track),
                style,
                new Traits(random.nextDouble(), random.nextDouble())));
      }
    }
    return tracks;
  }
}
