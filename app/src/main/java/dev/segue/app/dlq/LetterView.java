// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.dlq;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A dead letter as people and programs read it.
 *
 * @param id for {@code segue dlq show}
 * @param topic where it was refused, with {@code partition} and {@code offset}
 * @param names the record's key and what else it is known by: title and file, user and track
 * @param bytes size of its value; 0 for a tombstone
 * @param value only of a single letter
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LetterView(
    String id,
    String topic,
    String refusedAt,
    String reason,
    String exception,
    Map<String, String> names,
    int bytes,
    String value) {

  /** Without its value. */
  public static LetterView of(Letter letter) {
    return new LetterView(
        letter.id().toString(),
        letter.topic(),
        letter.refusedAt().toString(),
        letter.reason(),
        letter.exception(),
        LetterContent.names(letter),
        letter.value() == null ? 0 : letter.value().length,
        null);
  }

  /** With its value. */
  public static LetterView whole(Letter letter) {
    LetterView view = of(letter);
    return new LetterView(
        view.id,
        view.topic,
        view.refusedAt,
        view.reason,
        view.exception,
        view.names,
        view.bytes,
        LetterContent.value(letter));
  }

  /** Its names in one line. */
  public String about() {
    return names.entrySet().stream()
        .map(name -> name.getKey() + " " + name.getValue())
        .collect(Collectors.joining(", "));
  }
}
