// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/** What a {@link TrainingLoop} trains on. */
public interface TrainingTask {
  /** The number of batches in one pass over the data; the same in every pass. */
  int steps();

  /**
   * The inputs of the network's {@code loss}. Depends on nothing but the arguments and the seed of
   * the training, so that a resumed training sees the same batches.
   *
   * @param scope that the arrays belong to
   * @param epoch the pass over the data, counted from 1
   * @param step of the pass, counted from 0
   */
  List<NDArray> batch(NDManager scope, int epoch, int step);

  /**
   * How good the network is after an epoch; higher is better. NaN if there is nothing to measure
   * on: training then goes through all epochs.
   */
  double validate() throws InterruptedException;
}
