// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import java.time.Duration;
import java.util.Optional;

/**
 * Which part of a track a backbone hears.
 *
 * @param beginning how much of the beginning; empty for the whole track
 */
public record Clip(Optional<Duration> beginning) {
  /** All of it. */
  public static final Clip WHOLE = new Clip(Optional.empty());

  /** Only the beginning; nothing after it is decoded. */
  public static Clip first(Duration beginning) {
    return new Clip(Optional.of(beginning));
  }
}
