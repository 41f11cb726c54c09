// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

/**
 * Learns what it costs to make some lists together: so much for the call and so much for each list,
 * by a regression in which old measurements fade. A neural model makes thirty lists in little more
 * time than one; the mean time of a list, taken from small batches, would keep the batches small.
 */
final class ListCost {
  // Some hundred batches of the last seconds count.
  private static final double FADING = 0.99;
  // What is assumed of a model before anything was measured, as heavy as one measurement.
  private static final double FIRST_NANOS = 1_000_000;

  private double weight = 1;
  private double lists = 1;
  private double nanos = FIRST_NANOS;
  private double listsSquared = 1;
  private double product = FIRST_NANOS;

  /** So many lists were made together in this time. */
  void add(int count, long time) {
    weight = FADING * weight + 1;
    lists = FADING * lists + count;
    nanos = FADING * nanos + time;
    listsSquared = FADING * listsSquared + (double) count * count;
    product = FADING * product + (double) count * time;
  }

  /**
   * How many lists to make together in this time; may be less than one. Where the call takes most
   * of the time or more, as many as cost as much as the call.
   */
  double fit(long time) {
    double mean = lists / weight;
    double variance = listsSquared / weight - mean * mean;
    double perList = variance > 0 ? (product / weight - mean * nanos / weight) / variance : 0;
    double call = nanos / weight - perList * mean;
    // Batches of one size say nothing of either; and noise may make either negative.
    return perList > 0 && call > 0 ? Math.max(time - call, call) / perList : time * lists / nanos;
  }
}
