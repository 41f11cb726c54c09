// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import dev.segue.recommenders.Algorithms;
import dev.segue.runtime.config.Matches;
import dev.segue.runtime.config.Patterns;
import dev.segue.runtime.config.Range;
import dev.segue.runtime.config.Settings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What the trainer does and when; durations in ISO 8601, such as {@code PT15M} or {@code P30D}. */
@ConfigMapping(prefix = "trainer")
public interface TrainerSettings {
  /** Declares these settings, with a check of what they say of single algorithms. */
  static Settings.Builder declare(Settings.Builder settings) {
    return settings
        .declare(TrainerSettings.class, AlgorithmChecks::problems)
        .mapWords("trainer.algorithm", Algorithms.names());
  }

  /** The algorithms that a round trains, in this order. */
  @WithDefault("popularity,item-item-recent,knn,fusion")
  @Matches(value = Patterns.NAME, says = Patterns.NAME_SAYS)
  List<String> algorithms();

  /** Settings of single algorithms: {@code trainer.algorithm.<algorithm>.<setting>}. */
  Map<String, Map<String, String>> algorithm();

  /** Seed of everything random in a training. */
  @WithDefault("42")
  @Range(min = "-9223372036854775808", max = "9223372036854775807")
  long seed();

  /** The backbone whose embeddings content algorithms read. */
  @WithDefault("mfcc")
  @Matches(value = Patterns.NAME, says = Patterns.NAME_SAYS)
  String backbone();

  /** How often a round begins by itself if there were new plays; zero: never. */
  @WithDefault("PT15M")
  @Range(min = "0s", max = "365d")
  Duration interval();

  /** A round begins by itself after this many new plays; 0: never. */
  @WithDefault("0")
  @Range(min = "0", max = "1000000000000")
  long plays();

  /** How long an event id is remembered; a replay that comes later counts again. */
  @WithDefault("P30D")
  @Range(min = "1m", max = "3650d")
  Duration dedupeTtl();

  /** How many play times are kept for each listener and track, the newest ones. */
  @WithDefault("1024")
  @Range(min = "1", max = "1000000")
  int recentPlays();

  /** Time between two checkpoints; a release is visible after the next one. */
  @WithDefault("PT1S")
  @Range(min = "10ms", max = "10m")
  Duration checkpointInterval();

  /** Subtasks of the histories. */
  @WithDefault("2")
  @Range(min = "1", max = "1024")
  int parallelism();

  /** The longest that one algorithm may train. */
  @WithDefault("PT6H")
  @Range(min = "1s", max = "30d")
  Duration trainingTimeout();

  /** Whether a training starts from the active release, if that was made with the same settings. */
  @WithDefault("true")
  boolean warmStart();

  /** How many artifacts of each model stay in the object store. */
  @WithDefault("5")
  @Range(min = "1", max = "10000")
  int keepReleases();

  /** When a candidate is good enough. */
  Gate gate();

  /** The acceptance gate. */
  interface Gate {
    /** A candidate is compared on at most this much of the newest history. */
    @WithDefault("P14D")
    @Range(min = "1m", max = "36500d")
    Duration window();

    /** With fewer test listeners than this, nothing can be said and the candidate is released. */
    @WithDefault("20")
    @Range(min = "0", max = "1000000000")
    int minListeners();

    /** Length of the lists that are compared. */
    @WithDefault("50")
    @Range(min = "1", max = "1000")
    int k();
  }
}
