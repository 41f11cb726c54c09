// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.dlq;

import java.time.Instant;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Which dead letters are meant. Every part may be null, which means any.
 *
 * @param topic the topic that refused them, or its dead-letter topic
 * @param reason part of the reason, in any case
 */
public record LetterFilter(LetterId id, String topic, String reason, Instant since, Instant before)
    implements Predicate<Letter> {
  /** All of them. */
  public static final LetterFilter ALL = new LetterFilter(null, null, null, null, null);

  /** Whether letters of this dead-letter topic can be meant. */
  boolean admits(String deadLetterTopic) {
    return (id == null || id.topic().equals(deadLetterTopic))
        && (topic == null
            || deadLetterTopic.equals(topic)
            || deadLetterTopic.equals(topic + ".dlq"));
  }

  @Override
  public boolean test(Letter letter) {
    return (id == null || id.equals(letter.id()))
        && (reason == null || contains(letter.reason(), reason))
        && (since == null || !letter.refusedAt().isBefore(since))
        && (before == null || letter.refusedAt().isBefore(before));
  }

  /** Whether it leaves anything out. */
  public boolean isEmpty() {
    return equals(ALL);
  }

  private static boolean contains(String text, String part) {
    return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }
}
