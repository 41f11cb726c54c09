// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.bert4rec;

/**
 * Sizes of the encoder.
 *
 * @param width values of a position, and of an item's row
 * @param feedForward values between the two linear maps of a layer
 * @param positions the longest sequence, the mask included
 */
record BertSizes(int width, int layers, int heads, int feedForward, int positions) {
  BertSizes {
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "bert4rec: width is %d, which %d heads cannot share; set heads to a divisor of it"
              .formatted(width, heads));
    }
  }
}
