// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

/** The two ways in which PyTorch names the parts of a weight-normalised weight. */
final class WeightNorm {
  private static final String MAGNITUDE = ".parametrizations.weight.original0";
  private static final String DIRECTION = ".parametrizations.weight.original1";

  private WeightNorm() {}

  /** The name in the older way, {@code weight_g} and {@code weight_v}; other names as they are. */
  static String declared(String name) {
    if (name.endsWith(MAGNITUDE)) {
      return name.substring(0, name.length() - MAGNITUDE.length()) + ".weight_g";
    }
    if (name.endsWith(DIRECTION)) {
      return name.substring(0, name.length() - DIRECTION.length()) + ".weight_v";
    }
    return name;
  }
}
