// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import java.util.Locale;

/**
 * This audio cannot be embedded; the reason is one word for machines, the message is for people.
 */
public final class AudioException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why audio is refused. */
  public enum Reason {
    /** There is no file of this name. */
    MISSING,
    /** The file has no bytes. */
    EMPTY,
    /** The file has more bytes than the limit. */
    TOO_LARGE,
    /** Not a regular file, not a format that is read, or broken beyond use. */
    UNREADABLE,
    /** A readable container without a sample of audio. */
    NO_AUDIO,
    /** More channels than the limit. */
    TOO_MANY_CHANNELS,
    /** A sample rate that no audio has. */
    SAMPLE_RATE,
    /** Longer than the limit. */
    TOO_LONG,
    /** Holds clearly less audio than its header says. */
    TRUNCATED,
    /** A sample is infinite or not a number. */
    NOT_FINITE,
    /** Decoding did not end in time. */
    TIMED_OUT,
    /** The bytes are not those whose SHA-256 the track carries. */
    CHANGED,
    /**
     * The backbone makes no usable vector of it; {@link dev.segue.schemas.Vectors} has the rule.
     */
    UNUSABLE_VECTOR;

    /** The reason in lower case with hyphens, as in metrics and dead letters. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Reason reason;

  /** With a message that says what was found and, where there is one, the limit. */
  public AudioException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** As {@link #AudioException(Reason, String)}, with what led to it. */
  public AudioException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why the audio was refused. */
  public Reason reason() {
    return reason;
  }
}
