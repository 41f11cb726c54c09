// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gru4rec;

/**
 * Sizes and switches of the network.
 *
 * @param width values of an item vector, and of the recurrent state
 * @param length the most tracks of a sequence
 * @param attention whether the state looks back at the tracks, as in NARM (Li et al. 2017)
 * @param temperature if above 0, user and item vectors have length 1 and scores are cosines over it
 *     (Gupta et al. 2019, NISER); 0 for plain inner products
 */
record GruShape(int width, int length, boolean attention, double temperature) {
  boolean normalised() {
    return temperature > 0;
  }
}
