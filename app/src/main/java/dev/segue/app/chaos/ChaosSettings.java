// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos;

import dev.segue.app.chaos.faults.FaultKind;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * What a chaos run does.
 *
 * @param rounds how often traffic is sent, disturbed and compared
 * @param seed of the plan; the same seed gives the same traffic and the same faults
 * @param playsPerRound plays that are sent in each round
 * @param faults the kinds that may be drawn
 * @param folder where the system under test keeps its data; must be new
 * @param system further settings of the system under test
 */
public record ChaosSettings(
    int rounds,
    long seed,
    int playsPerRound,
    Set<FaultKind> faults,
    Path folder,
    Map<String, String> system) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if there is nothing to do
   */
  public ChaosSettings {
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds has to be at least 1, not " + rounds);
    }
    if (playsPerRound < 1) {
      throw new IllegalArgumentException(
          "plays per round has to be at least 1, not " + playsPerRound);
    }
    if (faults.isEmpty()) {
      throw new IllegalArgumentException("name at least one kind of fault");
    }
    faults = Set.copyOf(faults);
    system = Map.copyOf(system);
  }
}
