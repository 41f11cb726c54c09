// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.neuralitemitem;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A history in two parts.
 *
 * @param inputs rows, oldest first, at least one
 * @param targets rows, at least one; none is an input
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Example(int[] inputs, int[] targets) {
  /**
   * Divides a history of two tracks or more.
   *
   * @param share of the tracks that are masked
   * @param limit the most inputs, and the most targets
   */
  static Example of(int[] history, Targets kind, double share, int limit, SplittableRandom random) {
    return kind == Targets.FUTURE
        ? future(history, limit, random)
        : masked(history, share, limit, random);
  }

  private static Example future(int[] history, int limit, SplittableRandom random) {
    int cut = 1 + random.nextInt(history.length - 1);
    return new Example(
        Arrays.copyOfRange(history, Math.max(0, cut - limit), cut),
        Arrays.copyOfRange(history, cut, Math.min(history.length, cut + limit)));
  }

  private static Example masked(int[] history, double share, int limit, SplittableRandom random) {
    int[] last = Arrays.copyOfRange(history, Math.max(0, history.length - limit), history.length);
    boolean[] target = new boolean[last.length];
    // One of each for certain.
    int first = random.nextInt(last.length);
    int second = (first + 1 + random.nextInt(last.length - 1)) % last.length;
    int targets = 0;
    for (int i = 0; i < last.length; i++) {
      boolean drawn = random.nextDouble() < share;
      target[i] = i == first || (i != second && drawn);
      targets += target[i] ? 1 : 0;
    }
    int[] ins = new int[last.length - targets];
    int[] outs = new int[targets];
    for (int i = 0, in = 0, out = 0; i < last.length; i++) {
      if (target[i]) {
        outs[out++] = last[i];
      } else {
        ins[in++] = last[i];
      }
    }
    return new Example(ins, outs);
  }
}
