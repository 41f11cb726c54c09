// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.demo;

import java.util.List;

/**
 * A style of music, as a recipe for the {@link Composer}.
 *
 * @param name also a tag of its tracks
 * @param slowest beats per minute
 * @param fastest beats per minute
 * @param scale semitones above the root
 * @param lowestRoot MIDI number; roots lie within a fifth above it
 * @param progressions scale degrees of the bars' chords, one of them is taken
 * @param parts the instruments
 * @param beats the drums
 * @param swing how late every second sixteenth comes, as a share of a sixteenth
 * @param reverb share of the hall in the sound, 0 to 1
 * @param cutoff of the low-pass filter over everything, Hz
 * @param hiss level of a constant noise, as of a worn record
 * @param artists who "plays" it
 */
record Style(
    String name,
    int slowest,
    int fastest,
    List<Double> scale,
    int lowestRoot,
    List<List<Integer>> progressions,
    List<Part> parts,
    List<Beat> beats,
    double swing,
    double reverb,
    double cutoff,
    double hiss,
    List<String> artists) {

  /** What a part plays. */
  enum Role {
    /** A tune with a motif that comes again. */
    MELODY,
    /** All notes of the chord at once. */
    CHORDS,
    /** The notes of the chord one after the other. */
    ARPEGGIO,
    /** The chord's root. */
    BASS
  }

  /**
   * An instrument.
   *
   * @param octave above or below the root
   * @param notes of its chords
   * @param rhythms bars of sixteenths, of which a track takes one: {@code x} begins a note, {@code
   *     -} holds it, {@code .} is silence
   */
  record Part(Role role, Timbre timbre, int octave, int notes, double gain, List<String> rhythms) {}

  /** A drum and its bars of sixteenths, of which a track takes one. */
  record Beat(Drum drum, double gain, List<String> rhythms) {}
}
