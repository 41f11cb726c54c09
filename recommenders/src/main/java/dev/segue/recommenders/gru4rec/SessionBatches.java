// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gru4rec;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.segue.recommenders.sequence.EpochOrder;
import dev.segue.recommenders.sequence.Windows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The inputs of {@link GruNetwork}'s loss: every track of a window but the first is a target. The
 * candidates of the sampled softmax are the tracks of the batch and uniform draws.
 */
final class SessionBatches {
  private final Windows windows;
  private final EvenBatches order;
  private final int items;
  private final int negatives;
  private final long seed;
  private final double[] share;

  /**
   * Prepares the batches.
   *
   * @param counts of plays, by item
   * @param size targets in a batch, about
   * @param negatives 0 for the full softmax
   */
  SessionBatches(Windows windows, long[] counts, int size, int negatives, long seed) {
    this.windows = windows;
    this.items = counts.length;
    this.negatives = negatives;
    this.seed = seed;
    int[] targets = windows.all().stream().mapToInt(window -> window.length() - 1).toArray();
    this.order = new EvenBatches(targets, size, seed);
    double plays = Arrays.stream(counts).sum();
    this.share = Arrays.stream(counts).mapToDouble(count -> count / plays).toArray();
  }

  /** The number of batches in an epoch. */
  int steps() {
    return order.batches();
  }

  List<NDArray> batch(NDManager scope, int epoch, int step) {
    List<Windows.Window> batch =
        Arrays.stream(order.batch(epoch, step)).mapToObj(windows.all()::get).toList();
    int length = batch.stream().mapToInt(Windows.Window::length).max().orElseThrow() - 1;
    int targets = batch.stream().mapToInt(Windows.Window::length).sum() - batch.size();
    long[] ids = new long[batch.size() * length];
    Arrays.fill(ids, items);
    long[] places = new long[targets];
    long[] next = new long[targets];
    int at = 0;
    for (int row = 0; row < batch.size(); row++) {
      Windows.Window window = batch.get(row);
      int[] tracks = windows.sequence(window).items();
      for (int i = 0; i < window.length() - 1; i++) {
        ids[row * length + i] = tracks[window.from() + i];
        places[at] = (long) row * length + i;
        next[at++] = tracks[window.from() + i + 1];
      }
    }
    List<NDArray> inputs = new ArrayList<>();
    inputs.add(scope.create(ids, new Shape(batch.size(), length)));
    inputs.add(scope.create(places));
    if (negatives == 0) {
      inputs.add(scope.create(next));
    } else {
      addCandidates(scope, ids, next, EpochOrder.random(seed, epoch, step), inputs);
    }
    return inputs;
  }

  private void addCandidates(
      NDManager scope, long[] ids, long[] next, SplittableRandom random, List<NDArray> inputs) {
    Map<Long, Integer> numbers = new LinkedHashMap<>();
    long[] targets = new long[next.length];
    for (int i = 0; i < next.length; i++) {
      numbers.putIfAbsent(next[i], numbers.size());
      targets[i] = numbers.get(next[i]);
    }
    for (long id : ids) {
      if (id < items) {
        numbers.putIfAbsent(id, numbers.size());
      }
    }
    for (int i = 0; i < negatives; i++) {
      numbers.putIfAbsent((long) random.nextInt(items), numbers.size());
    }
    long[] candidates = numbers.keySet().stream().mapToLong(Long::longValue).toArray();
    float[] corrections = new float[candidates.length];
    for (int i = 0; i < candidates.length; i++) {
      corrections[i] = correction(share[(int) candidates[i]], next.length);
    }
    inputs.add(scope.create(targets));
    inputs.add(scope.create(candidates));
    inputs.add(scope.create(corrections));
  }

  /** Minus the logarithm of the probability that a track is among the candidates. */
  private float correction(double popularity, int targets) {
    double missed =
        targets * Math.log1p(-Math.min(popularity, 1 - 1e-9))
            + negatives * Math.log1p(-1 / Math.max(2.0, items));
    return (float) -Math.log(-Math.expm1(missed));
  }
}
