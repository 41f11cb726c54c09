// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.dlq.LetterFilter;
import dev.segue.app.dlq.LetterId;
import java.time.Instant;
import picocli.CommandLine.Option;

/** Which dead letters a command means. */
final class LetterOptions {
  @Option(names = "--topic", paramLabel = "TOPIC", description = "Only letters of this topic.")
  private String topic;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Only letters whose reason contains this text.")
  private String reason;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only letters that were refused at this time (ISO 8601, UTC) or later.")
  private Instant since;

  @Option(
      names = "--before",
      paramLabel = "TIME",
      description = "Only letters that were refused before this time.")
  private Instant before;

  LetterFilter filter() {
    return filter(null);
  }

  /** The same for one letter; null: for any. */
  LetterFilter filter(LetterId id) {
    return new LetterFilter(id, topic, reason, since, before);
  }
}
