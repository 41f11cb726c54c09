// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.health;

/**
 * How a component is.
 *
 * @param up whether it does its work
 * @param detail why not, or a word about how
 */
public record Health(boolean up, String detail) {
  /** All is well. */
  public static final Health UP = new Health(true, "up");

  /** It does not work, and this is why. */
  public static Health down(String detail) {
    return new Health(false, detail);
  }
}
