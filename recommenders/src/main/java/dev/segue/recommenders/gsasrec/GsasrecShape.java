// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gsasrec;

/**
 * The sizes and switches of a network.
 *
 * <p>Ids of the tables: 0 is unused, item i of the catalogue is i + 1, padding is items + 1, as in
 * the published code.
 *
 * @param items of the catalogue
 * @param length the most items of a sequence
 * @param width values in an item vector
 * @param heads of the attention; divides the width
 * @param causal whether a position sees no later one
 * @param positions whether positions are encoded
 * @param shared whether items have one vector for sequences and scores
 * @param temperature if above 0, item and user vectors have length 1 and scores are cosines over it
 *     (Gupta et al. 2019, NISER)
 */
record GsasrecShape(
    int items,
    int length,
    int width,
    int heads,
    int blocks,
    boolean causal,
    boolean positions,
    boolean shared,
    double temperature) {

  GsasrecShape {
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "width %d is not a multiple of heads %d".formatted(width, heads));
    }
  }

  int padding() {
    return items + 1;
  }

  int rows() {
    return items + 2;
  }

  boolean normalised() {
    return temperature > 0;
  }
}
