// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.runtime.config.Matches;
import dev.segue.runtime.config.Patterns;
import dev.segue.runtime.config.Range;
import dev.segue.runtime.config.Settings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is recommended, how soon, and with how much of the machine. */
@ConfigMapping(prefix = "serving")
public interface ServingSettings {
  /** What is wrong with these settings, though each is in its range; a line each. */
  static List<String> problems(Settings settings) {
    return ServingChecks.problems(settings.get(ServingSettings.class));
  }

  /** Models in order of preference; the first that has a release serves. */
  @WithDefault("fusion,item-item-recent,knn,popularity")
  @Matches(value = Patterns.NAME, says = Patterns.NAME_SAYS)
  List<String> model();

  /**
   * Models that are compared, each with its percentage of the listeners, such as {@code
   * knn=50,popularity=50}; a listener stays with one. Empty: no experiment.
   */
  Optional<String> experiment();

  /** Listeners are drawn anew for an experiment of another name. */
  @WithDefault("default")
  String experimentName();

  /** The backbones whose embeddings are read. */
  @WithDefault("mfcc")
  @Matches(value = Patterns.NAME, says = Patterns.NAME_SAYS)
  List<String> backbones();

  /** How many tracks a list holds. */
  @WithDefault("50")
  @Range(min = "1", max = "1000")
  int k();

  /** How many heard tracks are given as the reason for a recommendation; 0: none. */
  @WithDefault("3")
  @Range(min = "0", max = "50")
  int reasons();

  /** How long a listener must be quiet before the list is computed anew. */
  @WithDefault("30ms")
  @Range(min = "0ms", max = "1m")
  Duration debounce();

  /** When the list is computed although the listener is not quiet. */
  @WithDefault("500ms")
  @Range(min = "1ms", max = "10m")
  Duration maxDelay();

  /** The most listeners whose lists are computed together. */
  @WithDefault("32")
  @Range(min = "1", max = "10000")
  int batch();

  /** Stream threads; at most one for each partition has work. */
  @WithDefault("2")
  @Range(min = "1", max = "256")
  int threads();

  /** Whether only tracks of the {@code tracks} topic are recommended. */
  @WithDefault("auto")
  CatalogueOnly catalogueOnly();

  /**
   * The Kafka Streams application id, which names consumer group, changelogs and state folder;
   * empty: {@code <topic.prefix>.serving}.
   */
  @Matches(
      value = "[A-Za-z0-9._-]{1,200}",
      says = "letters, digits, '.', '_' and '-', at most 200 characters")
  Optional<String> applicationId();

  /** How often results are committed and become visible. */
  @WithDefault("100ms")
  @Range(min = "1ms", max = "1m")
  Duration commitInterval();

  /** Native memory that all RocksDB stores of the process share, in bytes. */
  @WithDefault("134217728")
  @Range(min = "1048576", max = "1099511627776")
  long rocksdbMemory();

  /** {@code host:port} under which other instances reach this one; empty: it is the only one. */
  @Matches(value = Patterns.HOST_AND_PORT, says = Patterns.HOST_AND_PORT_SAYS)
  Optional<String> applicationServer();

  /** Where the page sends plays and uploads; empty: to the server it came from. */
  @Matches(value = Patterns.URL, says = Patterns.URL_SAYS)
  Optional<String> ingestUrl();

  /** Where the page sends a sound to look for, if not to its own server. */
  @Matches(value = Patterns.URL, says = Patterns.URL_SAYS)
  Optional<String> embedderUrl();

  /** The most clients of the event stream at once. */
  @WithDefault("256")
  @Range(min = "0", max = "1000000")
  int maxStreamClients();

  /**
   * How long after a takedown the audio is deleted from the object store, unless another track uses
   * it.
   */
  @WithDefault("1m")
  @Range(min = "0s", max = "365d")
  Duration takedownDelay();

  /** The most clients that audio is sent to at once; less than {@code http.max-requests}. */
  @WithDefault("64")
  @Range(min = "1", max = "100000")
  int maxAudioClients();

  /** Events that wait for one slow client before it is dropped. */
  @WithDefault("64")
  @Range(min = "1", max = "100000")
  int streamQueue();
}
