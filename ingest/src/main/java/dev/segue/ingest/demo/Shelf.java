// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** The catalogue as listeners find it: by style, some tracks more popular than others. */
final class Shelf {
  // Moderate: the real exponents are near 1, which in a catalogue this small leaves little to
  // discover.
  private static final double ZIPF = 0.45;
  private static final double NEW_BOOST = 6;
  private static final double NEW_DAYS = 14;
  private static final double TRAIT_WIDTH = 0.4;
  private static final double SCENE_WIDTH = 0.04;
  private static final double OUTSIDE_THE_SCENE = 0.002;

  private final List<String> styles;
  private final Map<String, List<Item>> byStyle;

  /**
   * A track, how much it is played, all else being equal, and its scene: a place on a circle of
   * circumference 1 that nobody can hear. Who listens to one track of a place listens to others.
   */
  record Item(DemoTrack track, double popularity, double scene) {}

  Shelf(List<DemoTrack> catalogue, long seed) {
    List<DemoTrack> ranked = new ArrayList<>(catalogue);
    Collections.shuffle(ranked, new Random(seed));
    List<Item> items = new ArrayList<>();
    Random scenes = new Random(seed + 1);
    for (int rank = 0; rank < ranked.size(); rank++) {
      items.add(new Item(ranked.get(rank), Math.pow(rank + 1, -ZIPF), scenes.nextDouble()));
    }
    this.byStyle = items.stream().collect(Collectors.groupingBy(item -> item.track().style()));
    this.styles = catalogue.stream().map(DemoTrack::style).distinct().toList();
  }

  List<String> styles() {
    return styles;
  }

  /**
   * A track of the style that is out, or null if none is.
   *
   * @param scene where the listener is now
   */
  DemoTrack choose(
      String style, Instant now, Traits liking, double scene, SplittableRandom random) {
    List<Item> items = byStyle.get(style);
    double[] weights = new double[items.size()];
    for (int i = 0; i < weights.length; i++) {
      Item item = items.get(i);
      weights[i] =
          item.popularity()
              * freshness(item.track(), now)
              * match(item.track().traits(), liking)
              * nearness(item.scene(), scene);
    }
    int chosen = Draw.index(weights, random);
    return chosen < 0 ? null : items.get(chosen).track();
  }

  /** How well a track's traits are to somebody's liking, from 0 to 1. */
  static double match(Traits traits, Traits liking) {
    double tempo = traits.tempo() - liking.tempo();
    double brightness = traits.brightness() - liking.brightness();
    return Math.exp(-(tempo * tempo + brightness * brightness) / (2 * TRAIT_WIDTH * TRAIT_WIDTH));
  }

  private static double nearness(double a, double b) {
    double apart = Math.abs(a - b) % 1;
    double distance = Math.min(apart, 1 - apart);
    return OUTSIDE_THE_SCENE + Math.exp(-distance * distance / (2 * SCENE_WIDTH * SCENE_WIDTH));
  }

  private static double freshness(DemoTrack track, Instant now) {
    Instant released = track.track().getReleasedAt();
    if (released.isAfter(now)) {
      return 0;
    }
    return 1 + NEW_BOOST * Math.exp(-Duration.between(released, now).toHours() / 24.0 / NEW_DAYS);
  }
}
