// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.audio.AudioException;

/** What became of one record of the tracks topic. */
sealed interface Outcome {
  /** The track has a vector now. */
  record Embedded(String trackId, EmbeddedAudio audio) implements Outcome {
    @Override
    public String label() {
      return audio.cached() ? "cached" : "embedded";
    }
  }

  /** The track was taken down, and its vector goes with it. */
  record Withdrawn() implements Outcome {
    @Override
    public String label() {
      return "withdrawn";
    }
  }

  /** The track has no audio: nothing to do. */
  record Silent() implements Outcome {
    @Override
    public String label() {
      return "no-audio-uri";
    }
  }

  /**
   * The record goes to the dead-letter topic.
   *
   * @param reason one word, from a small set
   * @param exception class of the error
   * @param message for people
   */
  record Refused(String reason, String exception, String message) implements Outcome {
    /** The audio was refused. */
    static Refused of(AudioException e) {
      return of(e.reason().code(), e);
    }

    static Refused of(String reason, Exception e) {
      return new Refused(reason, e.getClass().getName(), reason + ": " + e.getMessage());
    }

    @Override
    public String label() {
      return "refused";
    }
  }

  /** The outcome in metrics. */
  String label();
}
