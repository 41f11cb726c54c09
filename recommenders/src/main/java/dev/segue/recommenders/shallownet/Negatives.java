// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.shallownet;

/** Which side of a pair is drawn at random. */
enum Negatives {
  /** Other tracks for the pair's listener. */
  TRACKS,
  /** Other listeners for the pair's track. */
  LISTENERS
}
