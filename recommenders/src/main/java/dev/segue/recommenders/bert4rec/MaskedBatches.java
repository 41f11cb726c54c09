// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.bert4rec;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.segue.recommenders.sequence.EpochOrder;
import dev.segue.recommenders.sequence.NegativeSampler;
import dev.segue.recommenders.sequence.Windows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * The inputs of {@link Bert4RecNetwork}'s loss. Each position is masked by itself, always by the
 * mask token. A batch of which nothing was masked has the last track of its first sequence masked:
 * a mean of no losses is not a number.
 */
final class MaskedBatches {
  private final Windows windows;
  private final EpochOrder order;
  private final NegativeSampler sampler;
  private final int items;
  private final double mask;
  private final int negatives;
  private final long seed;

  /**
   * Prepares the batches.
   *
   * @param negatives 0 for none
   */
  MaskedBatches(Windows windows, int items, int batch, double mask, int negatives, long seed) {
    this.windows = windows;
    this.items = items;
    this.mask = mask;
    this.negatives = negatives;
    this.seed = seed;
    int[] lengths = windows.all().stream().mapToInt(Windows.Window::length).toArray();
    this.order = new EpochOrder(lengths, batch, seed);
    this.sampler = NegativeSampler.uniform(Math.max(1, items));
  }

  /** The number of batches in an epoch. */
  int steps() {
    return order.batches();
  }

  /** Ids, masked places, what stood there, and the negatives if there are any. */
  List<NDArray> batch(NDManager scope, int epoch, int step) {
    List<Windows.Window> batch =
        Arrays.stream(order.batch(epoch, step)).mapToObj(windows.all()::get).toList();
    SplittableRandom random = EpochOrder.random(seed, epoch, step);
    int length = batch.stream().mapToInt(Windows.Window::length).max().orElseThrow();
    long[] ids = padded(batch, length);
    long[] places = places(ids, random);
    long[] labels = LongStream.of(places).map(place -> ids[(int) place]).toArray();
    for (long place : places) {
      ids[(int) place] = items;
    }
    List<NDArray> inputs = new ArrayList<>();
    inputs.add(scope.create(ids, new Shape(batch.size(), length)));
    inputs.add(scope.create(places));
    inputs.add(scope.create(labels));
    if (negatives > 0) {
      long[] drawn = LongStream.generate(() -> sampler.draw(random)).limit(negatives).toArray();
      inputs.add(scope.create(drawn));
    }
    return inputs;
  }

  private long[] padded(List<Windows.Window> batch, int length) {
    long[] ids = new long[batch.size() * length];
    Arrays.fill(ids, items + 1L);
    for (int row = 0; row < batch.size(); row++) {
      Windows.Window window = batch.get(row);
      int[] tracks = windows.sequence(window).items();
      for (int i = 0; i < window.length(); i++) {
        ids[row * length + i] = tracks[window.from() + i];
      }
    }
    return ids;
  }

  private long[] places(long[] ids, SplittableRandom random) {
    long[] places = new long[ids.length];
    int masked = 0;
    int last = 0;
    for (int i = 0; i < ids.length && ids[i] <= items; i++) {
      last = i;
    }
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] <= items && random.nextDouble() < mask) {
        places[masked++] = i;
      }
    }
    return masked == 0 ? new long[] {last} : Arrays.copyOf(places, masked);
  }
}
