// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import dev.segue.schemas.TopicSpec.Cleanup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The topic catalogue: every topic Segue reads or writes, with key, value, partitions and policy.
 *
 * <p>Topic names are {@code <prefix>.<name>}; the prefix lets several tenants share a cluster. All
 * topics that are keyed by user have one partition count, because {@code user-histories} must be
 * partitioned like {@code plays}.
 */
public final class Topics {
  /** The prefix where nothing else is configured. */
  public static final String DEFAULT_PREFIX = "segue";

  /** Partitions where nothing else is configured. */
  public static final int DEFAULT_PARTITIONS = 4;

  /**
   * The prefixes that are allowed, as a regular expression. Kafka takes 249 characters of a topic
   * name; the rest of the longest name needs about a hundred.
   */
  public static final String PREFIX = "(?=.{1,100}$)[a-z0-9][a-z0-9-]*(\\.[a-z0-9-]+)*";

  /** {@link #PREFIX} in words. */
  public static final String PREFIX_SAYS =
      "lower-case words of letters, digits and hyphens, joined by dots, at most 100 characters";

  private static final String FOREVER = "-1";

  private final String prefix;
  private final int partitions;

  private Topics(String prefix, int partitions) {
    if (!prefix.matches(PREFIX)) {
      throw new IllegalArgumentException(
          "topic.prefix '" + prefix + "' is not valid: use " + PREFIX_SAYS);
    }
    if (partitions < 1) {
      throw new IllegalArgumentException("topic.partitions must be at least 1, not " + partitions);
    }
    this.prefix = prefix;
    this.partitions = partitions;
  }

  /** The catalogue under the default prefix. */
  public static Topics standard() {
    return new Topics(DEFAULT_PREFIX, DEFAULT_PARTITIONS);
  }

  /**
   * The catalogue under a prefix.
   *
   * @throws IllegalArgumentException if the prefix is not a legal one or partitions is below 1
   */
  public static Topics of(String prefix, int partitions) {
    return new Topics(prefix, partitions);
  }

  /** What every name begins with, without the dot; also the beginning of consumer group names. */
  public String prefix() {
    return prefix;
  }

  /**
   * Where a deployment keeps its training rounds and its models in an object store that others,
   * with topics of another prefix, use too. Empty, which is the store itself, for the default
   * prefix.
   */
  public String objectFolder() {
    return prefix.equals(DEFAULT_PREFIX) ? "" : "prefixes/" + prefix;
  }

  /** How many partitions a topic of many keys is created with. */
  public int partitions() {
    return partitions;
  }

  /** Play events: {@code userId -> PlayEvent}. */
  public String plays() {
    return name("plays.v1");
  }

  /** The catalogue of tracks: {@code trackId -> Track}, a tombstone is a takedown. */
  public String tracks() {
    return name("tracks.v1");
  }

  /** What a backbone heard: {@code trackId -> TrackEmbedding}. */
  public String trackEmbeddings(String backbone) {
    return name("track-embeddings." + backbone + ".v1");
  }

  /** Histories: {@code userId U+0000 trackId -> HistoryEntry}, partitioned by userId alone. */
  public String userHistories() {
    return name("user-histories.v1");
  }

  /** Active releases: {@code model name -> ModelRelease}. */
  public String modelReleases() {
    return name("model-releases.v1");
  }

  /** Every listener's list: {@code userId -> Recommendations}. */
  public String recommendations() {
    return name("recommendations.v1");
  }

  /** Requests for a training round: {@code requestId -> TrainingRequest}. */
  public String trainingRequests() {
    return name("training-requests.v1");
  }

  /** How each algorithm's last training ended: {@code algorithm -> TrainingReport}. */
  public String trainingReports() {
    return name("training-reports.v1");
  }

  /** The dead-letter topic of a topic. */
  public String deadLetters(String topic) {
    return topic + ".dlq";
  }

  /** All topics, dead-letter topics included, by their full names. */
  public List<TopicSpec> all(List<String> backbones) {
    List<TopicSpec> specs = new ArrayList<>();
    specs.add(
        log(plays(), "userId", "PlayEvent", "Play events from platforms, the gateway, replays."));
    // A tombstone must outlive every consumer that could be away: a takedown is for good.
    specs.add(
        compacted(
            tracks(),
            "trackId",
            "Track",
            "The catalogue; a tombstone takes a track down.",
            Map.of("delete.retention.ms", String.valueOf(Duration.ofDays(3650).toMillis()))));
    for (String backbone : backbones) {
      specs.add(
          compacted(
              trackEmbeddings(backbone),
              "trackId",
              "TrackEmbedding",
              "What the backbone " + backbone + " heard in each track.",
              Map.of()));
    }
    specs.add(
        compacted(
            userHistories(),
            "userId U+0000 trackId, partitioned by userId",
            "HistoryEntry",
            "Who played what, how often: the interactions table.",
            Map.of()));
    specs.add(
        compacted(
            modelReleases(), "model", "ModelRelease", "The active release of a model.", Map.of()));
    specs.add(
        compacted(
            recommendations(),
            "userId",
            "Recommendations",
            "Every listener's best tracks.",
            Map.of()));
    specs.add(
        new TopicSpec(
            trainingRequests(),
            1,
            Cleanup.DELETE,
            Map.of("retention.ms", String.valueOf(Duration.ofDays(7).toMillis())),
            "requestId",
            "TrainingRequest",
            "Asks the trainer for a round now."));
    specs.add(
        new TopicSpec(
            trainingReports(),
            1,
            Cleanup.DELETE,
            Map.of("retention.ms", String.valueOf(Duration.ofDays(90).toMillis())),
            "algorithm",
            "TrainingReport",
            "How each training ended."));
    List<TopicSpec> deadLetters = new ArrayList<>();
    for (TopicSpec spec : specs) {
      deadLetters.add(
          new TopicSpec(
              deadLetters(spec.name()),
              1,
              Cleanup.DELETE,
              Map.of("retention.ms", FOREVER),
              "as received",
              "raw bytes",
              "What was refused on " + spec.name() + ", with the reason in its headers."));
    }
    specs.addAll(deadLetters);
    return List.copyOf(specs);
  }

  private TopicSpec log(String topic, String key, String value, String purpose) {
    return new TopicSpec(
        topic,
        partitions,
        Cleanup.DELETE,
        Map.of(
            "retention.ms", FOREVER,
            // A broker may have a limit of its own.
            "retention.bytes", FOREVER,
            "message.timestamp.type", "CreateTime"),
        key,
        value,
        purpose);
  }

  private TopicSpec compacted(
      String topic, String key, String value, String purpose, Map<String, String> config) {
    return new TopicSpec(topic, partitions, Cleanup.COMPACT, config, key, value, purpose);
  }

  private String name(String suffix) {
    return prefix + "." + suffix;
  }

  @Override
  public String toString() {
    return "Topics[prefix=" + prefix + ", partitions=" + partitions + "]";
  }
}
