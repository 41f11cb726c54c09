// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.neuralitemitem;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.segue.recommenders.sequence.EpochOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/** Histories in random order, each divided anew in every epoch. */
final class HistoryBatches {
  private final List<int[]> histories;
  private final NeuralItemItemSettings settings;
  private final int tracks;
  private final long seed;
  private final EpochOrder order;

  /**
   * Batches.
   *
   * @param histories rows of tracks, oldest first
   * @param tracks the number of rows
   */
  HistoryBatches(List<int[]> histories, NeuralItemItemSettings settings, int tracks, long seed) {
    this.histories = histories.stream().filter(history -> history.length > 1).toList();
    this.settings = settings;
    this.tracks = tracks;
    this.seed = seed;
    // Lengths make no difference here: nothing is padded.
    this.order = new EpochOrder(new int[this.histories.size()], settings.batch(), seed);
  }

  int count() {
    return order.batches();
  }

  List<NDArray> inputs(NDManager scope, int epoch, int step) {
    SplittableRandom random = EpochOrder.random(seed, epoch, step);
    List<Example> examples = new ArrayList<>();
    for (int listener : order.batch(epoch, step)) {
      examples.add(
          Example.of(
              histories.get(listener),
              settings.targets(),
              settings.maskShare(),
              settings.recency().limit(),
              random));
    }
    int[] competitors = competitors(examples, random);
    List<NDArray> inputs = new ArrayList<>(heard(scope, examples));
    inputs.add(scope.create(competitors));
    inputs.addAll(targets(scope, examples, competitors));
    return inputs;
  }

  private List<NDArray> heard(NDManager scope, List<Example> examples) {
    int total = examples.stream().mapToInt(example -> example.inputs().length).sum();
    int[] rows = new int[total];
    float[] weights = new float[total];
    int[] starts = new int[examples.size()];
    int at = 0;
    for (int i = 0; i < starts.length; i++) {
      int[] inputs = examples.get(i).inputs();
      starts[i] = at;
      System.arraycopy(inputs, 0, rows, at, inputs.length);
      System.arraycopy(settings.recency().weights(inputs.length), 0, weights, at, inputs.length);
      at += inputs.length;
    }
    return List.of(scope.create(rows), scope.create(starts), scope.create(weights));
  }

  private List<NDArray> targets(NDManager scope, List<Example> examples, int[] competitors) {
    int[] places = new int[tracks];
    for (int i = 0; i < competitors.length; i++) {
      places[competitors[i]] = i;
    }
    int total = examples.stream().mapToInt(example -> example.targets().length).sum();
    long[] picked = new long[total];
    float[] weights = new float[total];
    int at = 0;
    for (int i = 0; i < examples.size(); i++) {
      int[] targets = examples.get(i).targets();
      for (int target : targets) {
        picked[at] = (long) i * competitors.length + places[target];
        weights[at++] = 1f / targets.length / examples.size();
      }
    }
    return List.of(scope.create(picked), scope.create(weights));
  }

  /** All tracks, or all targets of the batch and others drawn uniformly; ascending. */
  private int[] competitors(List<Example> examples, SplittableRandom random) {
    if (settings.negatives() == 0 || settings.negatives() >= tracks) {
      int[] all = new int[tracks];
      Arrays.setAll(all, i -> i);
      return all;
    }
    BitSet chosen = new BitSet(tracks);
    examples.forEach(example -> Arrays.stream(example.targets()).forEach(chosen::set));
    for (int i = 0; i < settings.negatives(); i++) {
      chosen.set(random.nextInt(tracks));
    }
    return chosen.stream().toArray();
  }
}
