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

  private final Segments heldOut;
  private final int perTrack;
  private final int batch;
  private final int codes;

  /**
   * Measures.
   *
   * @param codes of the quantiser
   */
  Measure(Segments heldOut, int batch, int codes) {
    this.heldOut = heldOut;
    perTrack = Math.max(1, SEGMENTS / heldOut.tracks());
    this.batch = batch;
    this.codes = codes;
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
        Math.exp(entropy(all)),
        Math.exp(entropy(guessed)));
  }

  private static void count(long[] codes, long[] counts) {
    for (long code : codes) {
      counts[(int) code]++;
    }
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
