// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.plan;

import dev.segue.app.chaos.ChaosSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Everything that a run sends and disturbs. The same settings and the same time give the same plan.
 *
 * @param opening what is sent before anything is disturbed: a catalogue and plays
 */
public record Plan(Round opening, List<Round> rounds) {
  /**
   * Draws a plan.
   *
   * @param now the newest time that a play can have
   * @param pieces how many pieces of music there are
   */
  public static Plan of(ChaosSettings settings, Instant now, int pieces) {
    SplittableRandom random = new SplittableRandom(settings.seed());
    TrafficPlan traffic = new TrafficPlan(random.split(), now, pieces);
    FaultPlan faults = new FaultPlan(random.split(), settings.faults());
    Round opening = new Round(0, traffic.opening(), List.of());
    List<Round> rounds = new ArrayList<>();
    for (int number = 1; number <= settings.rounds(); number++) {
      List<Step> steps = traffic.round(number, settings.playsPerRound());
      rounds.add(new Round(number, steps, faults.round(steps.size())));
    }
    return new Plan(opening, List.copyOf(rounds));
  }
}
