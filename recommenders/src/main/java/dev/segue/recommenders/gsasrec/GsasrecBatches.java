// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gsasrec;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.segue.recommenders.sequence.EpochOrder;
import dev.segue.recommenders.sequence.Sequences;
import dev.segue.recommenders.sequence.Windows;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes the inputs that {@link GsasrecLoss} describes, trimmed to the longest window of a batch.
 */
final class GsasrecBatches {
  private final GsasrecSettings settings;
  private final Windows windows;
  private final EpochOrder order;
  private final Negatives negatives;

  /** Batches of windows with one item more than the network takes. */
  GsasrecBatches(GsasrecSettings settings, Sequences sequences) {
    this.settings = settings;
    int length = settings.shape().length() + 1;
    this.windows =
        settings.data().whole()
            ? Windows.all(sequences, length, 2, 1)
            : Windows.last(sequences, length, 2);
    int[] lengths = windows.all().stream().mapToInt(Windows.Window::length).toArray();
    this.order = new EpochOrder(lengths, settings.optimisation().batch(), settings.seed());
    this.negatives = new Negatives(settings, sequences);
  }

  int steps() {
    return order.batches();
  }

  List<NDArray> batch(NDManager scope, int epoch, int step) {
    SplittableRandom random = EpochOrder.random(settings.seed(), epoch, step);
    Examples examples = new Examples(settings);
    for (int number : order.batch(epoch, step)) {
      Windows.Window window = windows.all().get(number);
      Sequences.Sequence sequence = windows.sequence(window);
      // Without the causal mask a position would see what is asked of it, so the window is cut.
      int cut =
          settings.shape().causal()
              ? window.to() - 1
              : window.from() + 1 + random.nextInt(window.length() - 1);
      examples.add(sequence, window.from(), cut, window.to());
    }
    return examples.arrays(scope, negatives, random);
  }
}
