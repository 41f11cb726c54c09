// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.fusion;

import java.util.Arrays;
import java.util.List;

/**
 * What each component counts.
 *
 * @param values in the order of the components
 * @param newcomer what content counts for a track that nobody has played; there, nothing else
 *     speaks
 * @param learnt whether there was enough to learn from
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Weights(double[] values, double newcomer, boolean learnt) {
  private static final double NEWCOMER_PRIOR = 0.5;

  static Weights prior(List<Component> components) {
    double[] values = components.stream().mapToDouble(Component::prior).toArray();
    return new Weights(values, NEWCOMER_PRIOR, false);
  }

  Weights with(int component, double value) {
    if (component == values.length) {
      return new Weights(values, value, true);
    }
    double[] changed = Arrays.copyOf(values, values.length);
    changed[component] = value;
    return new Weights(changed, newcomer, true);
  }

  double get(int component) {
    return component == values.length ? newcomer : values[component];
  }
}
