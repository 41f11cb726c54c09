// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

/** A figure of a test split in which every example counts so often. */
@FunctionalInterface
interface Measure {
  /**
   * The figure.
   *
   * @param weights how often each example is there
   * @return NaN if it is not defined
   */
  double of(int[] weights);
}
