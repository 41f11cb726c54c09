// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.pretrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.segue.nn.torch.Network;
import dev.segue.nn.torch.Torch;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Measures a network on tracks that are held out. */
final class Measure {
  /** About so many segments are enough to tell one step from the next. */
  private static final int SEGMENTS = 64;

  /** About so many segments say how often codes occur. */
  private static final int COUNTED = 512;

  private final Segments heldOut;
  private final int perTrack;
  private final int batch;
  private final int codes;
  private final long[] trained;

  /**
   * Measures.
   *
   * @param trained how often each code of the quantiser occurs in the music that is trained on
   */
  Measure(Segments heldOut, int batch, long[] trained) {
    this.heldOut = heldOut;
    perTrack = Math.max(1, SEGMENTS / heldOut.tracks());
    this.batch = batch;
    this.codes = trained.length;
    this.trained = trained.clone();
  }

  /** How often each code occurs in music, of which some is heard where there is much. */
  static long[] frequencies(Network network, Segments music, int batch, int codes)
      throws IOException {
    long[] counts = new long[codes];
    int perTrack = Math.max(1, COUNTED / music.tracks());
    int count = music.fixed(perTrack);
    int every = Math.max(1, count / COUNTED);
    for (int from = 0; from < count; from += batch * every) {
      Batch segments = music.fixed(from, Math.min(batch, count - from), perTrack);
      try (NDManager scope = Torch.scope()) {
        NDArray whole = segments.arrays(scope).get(1);
        count(network.call(scope, "codes", whole).get(0).toLongArray(), counts);
      }
    }
    return counts;
  }

  Curves.Validation of(Network network, long step) throws IOException {
    double crossEntropy = 0;
    double squaredError = 0;
    long right = 0;
    long places = 0;
    long[] all = new long[codes];
    long[] hidden = new long[codes];
    long[] guessed = new long[codes];
    int count = heldOut.fixed(perTrack);
    for (int from = 0; from < count; from += batch) {
      Batch segments = heldOut.fixed(from, Math.min(batch, count - from), perTrack);
      try (NDManager scope = Torch.scope()) {
        List<NDArray> arrays = segments.arrays(scope);
        List<NDArray> found = network.call(scope, "evaluate", arrays);
        crossEntropy += found.get(0).getFloat() * (double) segments.places();
        squaredError += found.get(1).getFloat() * (double) segments.places();
        long[] guesses = found.get(2).toLongArray();
        long[] truth = found.get(3).toLongArray();
        for (int i = 0; i < truth.length; i++) {
          right += guesses[i] == truth[i] ? 1 : 0;
        }
        count(guesses, guessed);
        count(truth, hidden);
        count(network.call(scope, "codes", arrays.get(1)).get(0).toLongArray(), all);
        places += segments.places();
      }
    }
    return new Curves.Validation(
        step,
        crossEntropy / places,
        squaredError / places,
        (double) right / places,
        entropy(hidden),
        crossEntropy(hidden, trained),
        Math.exp(entropy(all)),
        Math.exp(entropy(guessed)));
  }

  private static void count(long[] codes, long[] counts) {
    for (long code : codes) {
      counts[(int) code]++;
    }
  }

  /**
   * What guessing by the frequencies of other counts costs, in nats; each code is counted once more
   * there, since none is impossible.
   */
  static double crossEntropy(long[] counts, long[] others) {
    double total = Arrays.stream(counts).sum();
    double all = Arrays.stream(others).sum() + (double) others.length;
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      sum -= counts[i] / total * Math.log((others[i] + 1) / all);
    }
    return sum;
  }

  /** In nats. */
  static double entropy(long... counts) {
    double total = Arrays.stream(counts).sum();
    double entropy = 0;
    for (long count : counts) {
      if (count > 0) {
        entropy -= count / total * Math.log(count / total);
      }
    }
    return entropy;
  }
}
