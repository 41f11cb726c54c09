// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.plan;

import dev.segue.app.chaos.faults.CutConnections;
import dev.segue.app.chaos.faults.Fault;
import dev.segue.app.chaos.faults.FaultKind;
import dev.segue.app.chaos.faults.FillDisk;
import dev.segue.app.chaos.faults.HostileClient;
import dev.segue.app.chaos.faults.JumpClock;
import dev.segue.app.chaos.faults.Kill;
import dev.segue.app.chaos.faults.Pause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Draws the faults of each round: at least one, each kind with its own chance. */
final class FaultPlan {
  // One round in so many has a second kill, which may fall into the restart after the first.
  private static final int SECOND_KILL = 6;
  private static final int SHORTEST_PAUSE_MS = 500;
  // Longer than the 6 s that sessions of the embedded broker's consumers live.
  private static final int LONGEST_PAUSE_MS = 8_000;
  private static final int FULL_DISK_MS = 3_000;
  private static final int SKEWED_PLAYS = 24;
  private static final int HOSTILE_ACTS = 24;

  private final SplittableRandom random;
  private final List<FaultKind> kinds;

  FaultPlan(SplittableRandom random, Set<FaultKind> kinds) {
    this.random = random;
    this.kinds = kinds.stream().sorted().toList();
  }

  List<Fault> round(int steps) {
    List<Fault> faults = new ArrayList<>();
    for (FaultKind kind : kinds) {
      // Drawn in any case, so that one kind's chance does not move the others.
      boolean drawn = random.nextDouble() < kind.chance();
      Fault fault = fault(kind, steps);
      if (drawn) {
        faults.add(fault);
      }
    }
    if (faults.isEmpty()) {
      faults.add(fault(kinds.get(random.nextInt(kinds.size())), steps));
    }
    if (faults.get(0) instanceof Kill && random.nextInt(SECOND_KILL) == 0) {
      faults.add(new Kill(moment(steps)));
    }
    return List.copyOf(faults);
  }

  private Fault fault(FaultKind kind, int steps) {
    int at = moment(steps);
    return switch (kind) {
      case KILL -> new Kill(at);
      case PAUSE ->
          new Pause(at, Duration.ofMillis(random.nextInt(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS + 1)));
      case DISK -> new FillDisk(at, Duration.ofMillis(FULL_DISK_MS));
      case CUT -> new CutConnections(at, 1 + steps / 3, random.nextLong());
      case CLOCK -> new JumpClock(at, SKEWED_PLAYS, random.nextLong());
      case HOSTILE -> new HostileClient(at, HOSTILE_ACTS, random.nextLong());
    };
  }

  /** In the middle of the traffic: neither before it nor after it. */
  private int moment(int steps) {
    return steps / 20 + random.nextInt(Math.max(1, steps * 3 / 4));
  }
}
