// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.erasure;

/**
 * What an erasure found and left in one place.
 *
 * @param place a topic, a state or a folder
 * @param found entries there before
 * @param left entries there now
 * @param note when and how the rest goes; empty if nothing is left
 */
public record ErasureStep(String place, long found, long left, String note) {
  static ErasureStep done(String place, long found) {
    return new ErasureStep(place, found, 0, "");
  }
}
