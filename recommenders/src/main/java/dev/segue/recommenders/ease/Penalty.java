// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.ease;

import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.TrainingSet;
import java.util.Arrays;

/**
 * The regularisation: lambda · (listeners(a) + 1)^popularity-power, divided by the mean of that
 * power, for track a.
 *
 * @param popularityPower 0 for the same penalty on every track
 * @param listenerPower listeners count n^-listenerPower in XᵀX for their n tracks; 0 for all alike
 */
record Penalty(double lambda, double popularityPower, double listenerPower) {
  /** The value of each play of a listener in X. */
  float ofListener(int tracks) {
    return (float) Math.pow(tracks, -listenerPower / 2);
  }

  /** The penalties of the first tracks of a catalogue. */
  float[] of(TrainingSet data, Catalogue catalogue, int tracks) {
    double[] powers = new double[tracks];
    for (TrainingSet.Listener listener : data.listeners()) {
      for (Interaction interaction : listener.interactions()) {
        int track = catalogue.indexOf(interaction.heard().trackId());
        if (track < tracks) {
          powers[track]++;
        }
      }
    }
    for (int i = 0; i < tracks; i++) {
      powers[i] = Math.pow(powers[i] + 1, popularityPower);
    }
    double mean = Arrays.stream(powers).average().orElse(1);
    float[] penalties = new float[tracks];
    for (int i = 0; i < tracks; i++) {
      penalties[i] = (float) (lambda * powers[i] / mean);
    }
    return penalties;
  }
}
