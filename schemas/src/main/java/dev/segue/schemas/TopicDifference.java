// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import java.time.Duration;

/**
 * Where a topic is not as the catalogue wants it.
 *
 * @param topic its full name
 * @param setting the topic setting by its Kafka name, or {@code partitions}, or {@code
 *     replication.factor}
 * @param actual what it is
 * @param wanted what the catalogue says
 * @param alterable whether it can be set to that without losing a record that somebody may read
 */
public record TopicDifference(
    String topic, String setting, String actual, String wanted, boolean alterable) {
  static final String PARTITIONS = "partitions";
  static final String REPLICATION = "replication.factor";
  static final String RETENTION = "retention.ms";
  static final String RETENTION_BYTES = "retention.bytes";
  static final String CLEANUP = "cleanup.policy";
  static final String MIN_INSYNC = "min.insync.replicas";

  /** What is wrong, what follows from it, and what to do. */
  public String message() {
    return "%s: %s is %s, not %s; %s"
        .formatted(topic, setting, shown(actual), shown(wanted), advice());
  }

  private String shown(String value) {
    if (!setting.endsWith(".ms")) {
      return value;
    }
    return value.equals("-1")
        ? "-1 (for ever)"
        : value + " (" + Duration.ofMillis(Long.parseLong(value)).toString() + ")";
  }

  private String advice() {
    String remedy = alterable ? "'segue topics apply --alter' sets it" : byHand();
    String consequence = consequence();
    return consequence.isEmpty() ? remedy : consequence + "; " + remedy;
  }

  /** Why it matters, where that is not plain. */
  private String consequence() {
    boolean shorter = isLonger(wanted, actual);
    return switch (setting) {
      case RETENTION, RETENTION_BYTES ->
          shorter && topic.endsWith(".plays.v1")
              ? "histories that have to be rebuilt, after the trainer's state was lost, lack the"
                  + " plays that the broker deleted"
              : "";
      case CLEANUP ->
          wanted.equals("compact")
              ? "the topic is a table, whose old rows the broker deletes"
              : "the topic is a log, of which the broker keeps one record a key";
      default -> "";
    };
  }

  private String byHand() {
    return switch (setting) {
      case PARTITIONS -> "set topic.partitions to it, or create the topic again";
      case REPLICATION -> "reassign its partitions with kafka-reassign-partitions.sh";
      default -> "it is not altered, since that could delete records; use kafka-configs.sh";
    };
  }

  /** Whether the first of two retentions, of which -1 is for ever, is the longer one. */
  static boolean isLonger(String first, String second) {
    long a = Long.parseLong(first);
    long b = Long.parseLong(second);
    return b >= 0 && (a < 0 || a > b);
  }
}
