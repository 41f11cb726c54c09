// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.demo;

import dev.segue.ingest.demo.Style.Beat;
import dev.segue.ingest.demo.Style.Part;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Writes and plays a piece of 12 to 16 seconds in a style: a chord progression, a motif that comes
 * again (form A A B A), a bass and a beat. The same random numbers give the same piece.
 */
final class Composer {
  /** Changes whenever the same seed would sound otherwise. */
  static final int VERSION = 1;

  private static final int STEPS = 16;
  private static final double MIN_SECONDS = 12;
  private static final double EXTRA_SECONDS = 3;
  private static final int ROOTS = 8;
  private static final int WIDEST_STEP = 2;
  private static final int REACH = 5;

  private final Style style;
  private final Traits traits;
  private final SplittableRandom random;
  private final double stepSeconds;
  private final int bars;
  private final List<Integer> progression;
  private final int root;

  Composer(Style style, Traits traits, SplittableRandom random) {
    this.style = style;
    this.traits = traits;
    this.random = random;
    double bpm = style.slowest() + traits.tempo() * (style.fastest() - style.slowest());
    this.stepSeconds = 60 / bpm / 4;
    double seconds = MIN_SECONDS + random.nextDouble() * EXTRA_SECONDS;
    this.bars = (int) Math.ceil(seconds / (STEPS * stepSeconds));
    this.progression = style.progressions().get(random.nextInt(style.progressions().size()));
    this.root = style.lowestRoot() + random.nextInt(ROOTS);
  }

  /** The finished sound: mono, {@link Timbre#RATE} Hz, between -1 and 1. */
  float[] play() {
    float[] sound = new float[(int) ((bars * STEPS + 2) * stepSeconds * Timbre.RATE)];
    for (Part part : style.parts()) {
      play(part, sound);
    }
    for (Beat beat : style.beats()) {
      play(beat, sound);
    }
    double cutoff = style.cutoff() * (0.5 + 0.5 * traits.brightness());
    return Mastering.finish(sound, cutoff, style.reverb(), style.hiss(), random);
  }

  private void play(Beat beat, float[] sound) {
    String rhythm = pick(beat.rhythms());
    for (int bar = 0; bar < bars; bar++) {
      for (int step = 0; step < STEPS; step++) {
        if (rhythm.charAt(step) != '.' && rhythm.charAt(step) != '-') {
          double accent = step % 4 == 0 ? 1 : 0.75 + 0.15 * random.nextDouble();
          beat.drum().hit(sound, sample(bar, step), beat.gain() * accent, random);
        }
      }
    }
  }

  private void play(Part part, float[] sound) {
    String rhythm = pick(part.rhythms());
    int[] motif = motif();
    int[] answer = motif();
    for (int bar = 0; bar < bars; bar++) {
      int[] tune = bar % 8 == 4 || bar % 8 == 5 ? answer : motif;
      int note = 0;
      for (int step = 0; step < STEPS; step++) {
        if (rhythm.charAt(step) == 'x') {
          note(part, sound, bar, step, end(rhythm, step), tune, note++);
        }
      }
    }
  }

  private void note(Part part, float[] sound, int bar, int step, int end, int[] tune, int ordinal) {
    int from = sample(bar, step);
    int length = (int) ((end - step) * stepSeconds * Timbre.RATE);
    int chord = progression.get(bar % progression.size());
    switch (part.role()) {
      case BASS -> sing(part, sound, from, length, chord);
      case MELODY ->
          sing(part, sound, from, length, chord + tune[(bar % 2 * STEPS + ordinal) % tune.length]);
      case ARPEGGIO -> sing(part, sound, from, length, chord + 2 * (ordinal % part.notes()));
      case CHORDS -> {
        for (int i = 0; i < part.notes(); i++) {
          sing(part, sound, from, length, chord + 2 * i);
        }
      }
    }
  }

  private void sing(Part part, float[] sound, int from, int length, int degree) {
    int size = style.scale().size();
    double semitones =
        style.scale().get(Math.floorMod(degree, size)) + 12.0 * Math.floorDiv(degree, size);
    double midi = root + 12 * part.octave() + semitones;
    double hz = 440 * Math.pow(2, (midi - 69) / 12);
    double touch = part.gain() * (0.85 + 0.15 * random.nextDouble());
    part.timbre().play(sound, from, length, hz, touch, traits.brightness(), random);
  }

  /** Scale degrees relative to the chord: small steps that come back to a chord tone. */
  private int[] motif() {
    int[] degrees = new int[2 * STEPS];
    int at = 2 * random.nextInt(3);
    for (int i = 0; i < degrees.length; i++) {
      degrees[i] = i % 4 == 0 ? at - Math.floorMod(at, 2) : at;
      at += random.nextInt(2 * WIDEST_STEP + 1) - WIDEST_STEP;
      at = Math.max(-REACH + 2, Math.min(REACH + 2, at));
    }
    return degrees;
  }

  private int sample(int bar, int step) {
    double late = step % 2 == 1 ? style.swing() : 0;
    return (int) ((bar * STEPS + step + late) * stepSeconds * Timbre.RATE);
  }

  private static int end(String rhythm, int step) {
    int end = step + 1;
    while (end < STEPS && rhythm.charAt(end) == '-') {
      end++;
    }
    return end;
  }

  private String pick(List<String> rhythms) {
    return rhythms.get(random.nextInt(rhythms.size()));
  }
}
