// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.pretrain;

import dev.segue.embedder.backbone.conformer.MelInput;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Draws batches of segments and hides parts of them. The batch of a step depends on nothing but the
 * seed and its number, so that a training that is resumed sees what it would have seen.
 *
 * <p>In an epoch every track is drawn as often as segments fit into it, at least once, in random
 * order, each time at a random place.
 */
final class Segments {
  /** Mel frames of a position of the network. */
  private static final int FRAMES = 4;

  /** What hidden frames become, noise of this deviation: BEST-RQ's. */
  private static final double NOISE = 0.1;

  private final List<MelFile> tracks;
  private final MelInput mel;
  private final int frames;
  private final int window;
  private final double maskProbability;
  private final long seed;
  private final int[] entries;
  private int[] order = {};
  private long orderOf = -1;

  /**
   * Prepares the drawing.
   *
   * @param tracks to draw from
   * @param mel whose mean and deviation the values are brought to
   */
  Segments(List<MelFile> tracks, MelInput mel, PretrainSettings settings) {
    this.tracks = List.copyOf(tracks);
    this.mel = mel;
    double rate = (double) mel.sampleRate() / mel.hop();
    frames = FRAMES * (int) Math.max(1, Math.round(settings.segment().toMillis() * rate / 4000));
    window = (int) Math.max(1, Math.round(settings.maskLength().toMillis() * rate / 1000 / FRAMES));
    maskProbability = settings.maskProbability();
    seed = settings.seed();
    entries =
        IntStream.range(0, tracks.size())
            .flatMap(i -> IntStream.generate(() -> i).limit(count(i)))
            .toArray();
  }

  /** Frames of a segment, a multiple of four. */
  int frames() {
    return frames;
  }

  /** How many segments an epoch has. */
  int perEpoch() {
    return entries.length;
  }

  private long count(int track) {
    return Math.max(1, Math.round((double) tracks.get(track).frames() / frames));
  }

  /**
   * The batch of a step.
   *
   * @param step counted from 1
   */
  synchronized Batch train(long step, int size) throws IOException {
    Batch batch = new Batch(size, frames, mel.bins());
    for (int i = 0; i < size; i++) {
      long number = (step - 1) * size + i;
      MelFile track = tracks.get(entry(number));
      SplittableRandom random = new SplittableRandom(mixed(seed, number));
      int places = Math.max(1, track.frames() - frames + 1);
      fill(batch, i, track, random.nextInt(places), random);
    }
    return batch;
  }

  /**
   * Segments that are always the same, with the same parts hidden: of each track as many as fit
   * into it, up to {@code perTrack}, evenly spread.
   *
   * @param from number of the first segment
   */
  Batch fixed(int from, int size, int perTrack) throws IOException {
    Batch batch = new Batch(size, frames, mel.bins());
    int number = 0;
    for (int i = 0; i < tracks.size() && number < from + size; i++) {
      long places = Math.min(perTrack, count(i));
      for (int place = 0; place < places; place++, number++) {
        if (number >= from && number < from + size) {
          MelFile track = tracks.get(i);
          SplittableRandom random = new SplittableRandom(mixed(~seed, number));
          long space = Math.max(0, track.frames() - frames);
          int first = (int) ((2L * place + 1) * space / (2 * places));
          fill(batch, number - from, track, first, random);
        }
      }
    }
    return batch;
  }

  /** How many {@link #fixed} segments there are. */
  int fixed(int perTrack) {
    return IntStream.range(0, tracks.size()).map(i -> (int) Math.min(perTrack, count(i))).sum();
  }

  int tracks() {
    return tracks.size();
  }

  private void fill(Batch batch, int index, MelFile track, int first, SplittableRandom random)
      throws IOException {
    int offset = index * frames * mel.bins();
    track.read(first, frames, batch.whole(), offset);
    float mean = (float) mel.mean();
    float scale = (float) (1 / mel.deviation());
    for (int i = offset; i < offset + frames * mel.bins(); i++) {
      batch.whole()[i] = (batch.whole()[i] - mean) * scale;
    }
    System.arraycopy(batch.whole(), offset, batch.hidden(), offset, frames * mel.bins());
    hide(batch, index, random);
  }

  /** Hides windows one by one with the same probability, at least one of them. */
  private void hide(Batch batch, int index, SplittableRandom random) {
    int positions = frames / FRAMES;
    int windows = (positions + window - 1) / window;
    int always = random.nextInt(windows);
    for (int i = 0; i < windows; i++) {
      boolean drawn = random.nextDouble() < maskProbability;
      boolean needed = i == always && !batch.hides(index);
      if (drawn || needed) {
        int end = Math.min(positions, (i + 1) * window);
        batch.hide(index, i * window, end, random, NOISE);
      }
    }
  }

  private int entry(long number) {
    long epoch = number / entries.length;
    if (epoch != orderOf) {
      order = entries.clone();
      SplittableRandom random = new SplittableRandom(mixed(seed + 1, epoch));
      for (int i = order.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int other = order[j];
        order[j] = order[i];
        order[i] = other;
      }
      orderOf = epoch;
    }
    return order[(int) (number % entries.length)];
  }

  private static long mixed(long seed, long number) {
    return (seed * 0x9E3779B97F4A7C15L + number) * 0xBF58476D1CE4E5B9L;
  }
}
