// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos;

import dev.segue.app.chaos.model.Finding;
import java.util.List;

/**
 * How a round ended.
 *
 * @param faults what happened, such as {@code kill} or {@code pause 3.2 s}
 * @param plays acknowledged in this round
 * @param uploads acknowledged in this round
 * @param refused refused in this round
 * @param lost plays, tracks and records that were acknowledged and are missing
 * @param doubled plays that count too often
 * @param divergent other differences
 * @param restartSeconds the longest start of the process; 0 if it was not started
 * @param settledSeconds from the end of traffic and faults until everything was as it must be
 */
public record RoundResult(
    int round,
    List<String> faults,
    long plays,
    long uploads,
    long refused,
    long lost,
    long doubled,
    long divergent,
    double restartSeconds,
    double settledSeconds) {
  static long count(List<Finding> findings, Finding.Kind kind) {
    return findings.stream()
        .filter(finding -> finding.kind() == kind)
        .mapToLong(Finding::count)
        .sum();
  }
}
