// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import java.util.Map;

/**
 * One topic of the catalogue, without its prefix.
 *
 * @param name words joined by dots, hyphens inside a word, a version at the end
 * @param partitions how many partitions it is created with
 * @param cleanup what the broker does with old records
 * @param config further topic settings, by their Kafka names
 * @param key what the key says
 * @param value the value's Avro record, or {@code raw bytes}
 * @param purpose one sentence for the documentation
 */
public record TopicSpec(
    String name,
    int partitions,
    Cleanup cleanup,
    Map<String, String> config,
    String key,
    String value,
    String purpose) {

  /** What the broker does with old records. */
  public enum Cleanup {
    /** Old segments go when the retention time is over. */
    DELETE,
    /** The newest record of each key stays. */
    COMPACT;

    /** The value of {@code cleanup.policy}. */
    public String policy() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Copies the settings. */
  public TopicSpec {
    config = Map.copyOf(config);
  }
}
