// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.dlq;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of a dead letter, written {@code <dead-letter topic>/<partition>/<offset>}.
 *
 * @param topic the dead-letter topic
 */
public record LetterId(String topic, int partition, long offset) {
  private static final Pattern FORM = Pattern.compile("([^/]+)/(\\d{1,9})/(\\d{1,18})");

  /**
   * Reads an id.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static LetterId parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not the id of a dead letter; 'segue dlq list' prints ids such as"
              + " segue.tracks.v1.dlq/0/17");
    }
    return new LetterId(
        matcher.group(1), Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3)));
  }

  @Override
  public String toString() {
    return topic + "/" + partition + "/" + offset;
  }
}
