// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Which part of a track a backbone hears.
 *
 * @param part of the track
 * @param length of the part, or of each window; empty for the whole track at once
 */
public record Clip(Part part, Optional<Duration> length) {
  /** All of it at once. */
  public static final Clip WHOLE = new Clip(Part.WHOLE, Optional.empty());

  /** The parts that there are. */
  public enum Part {
    /** The whole track at once. */
    WHOLE,
    /** Its beginning. */
    FIRST,
    /** Its middle. */
    CENTRE,
    /** The whole track in windows, whose vectors are averaged. */
    WINDOWS
  }

  /** Only the beginning; nothing after it is decoded. */
  public static Clip first(Duration length) {
    return new Clip(Part.FIRST, Optional.of(length));
  }

  /** Only the middle. */
  public static Clip centre(Duration length) {
    return new Clip(Part.CENTRE, Optional.of(length));
  }

  /** All of it, in windows of this length one after the other. */
  public static Clip windows(Duration length) {
    return new Clip(Part.WINDOWS, Optional.of(length));
  }

  /** How much of the beginning has to be decoded; empty for all of it. */
  public Optional<Duration> beginning() {
    return part == Part.FIRST ? length : Optional.empty();
  }

  @Override
  public String toString() {
    return part.name().toLowerCase(Locale.ROOT) + length.map(d -> ":" + d).orElse("");
  }
}
