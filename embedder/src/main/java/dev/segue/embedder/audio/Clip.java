// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import dev.segue.runtime.config.Durations;
import java.time.Duration;
import java.util.List;
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

  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException if it is not positive, or missing, or makes no sense
   */
  public Clip {
    if (length.isPresent() == (part == Part.WHOLE)) {
      throw new IllegalArgumentException(
          part == Part.WHOLE
              ? "the whole track has no length to choose; write whole, or one like first:30s"
              : "a clip needs its length; write one like first:30s");
    }
    if (length.isPresent() && length.get().toMillis() <= 0) {
      throw new IllegalArgumentException(
          "a clip of no length holds nothing; write one like first:30s");
    }
  }

  /** Only the beginning; nothing after it is decoded. */
  public static Clip first(Duration length) {
    return new Clip(Part.FIRST, Optional.of(length));
  }

  /** Only the middle; nothing after it is decoded where the file says how long it is. */
  public static Clip centre(Duration length) {
    return new Clip(Part.CENTRE, Optional.of(length));
  }

  /** All of it, in windows of this length one after the other. */
  public static Clip windows(Duration length) {
    return new Clip(Part.WINDOWS, Optional.of(length));
  }

  /**
   * Reads a clip as it is written in settings: {@code first:30s}, {@code centre:30s}, {@code
   * windows:30s} or {@code whole}.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  public static Clip parse(CharSequence text) {
    String[] words = text.toString().trim().split(":", 2);
    for (Part part : Part.values()) {
      if (part.name().equalsIgnoreCase(words[0])) {
        Optional<Duration> length =
            words.length == 1 ? Optional.empty() : Optional.of(Durations.parse(words[1]));
        return new Clip(part, length);
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a clip; write first:30s, centre:30s, windows:30s or whole");
  }

  /**
   * What goes through the backbone of the audio that was decoded for this clip: the windows, where
   * it is windows, else all of it.
   */
  public List<Waveform> pieces(Waveform decoded) {
    return part == Part.WINDOWS ? Windows.of(decoded, length.orElseThrow()) : List.of(decoded);
  }

  @Override
  public String toString() {
    return part.name().toLowerCase(Locale.ROOT) + length.map(d -> ":" + d).orElse("");
  }
}
