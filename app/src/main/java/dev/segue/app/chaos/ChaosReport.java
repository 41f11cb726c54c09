// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;

/**
 * What a run found.
 *
 * @param planned how many rounds there should have been
 * @param rounds those that were run
 * @param skipped faults that could not be made on this machine, and why
 * @param findings the first differences, each in a sentence
 * @param failure why the run ended early; null if it did not
 * @param folder where the data of a run with differences is kept; null if it was deleted
 */
public record ChaosReport(
    long seed,
    int planned,
    List<RoundResult> rounds,
    List<String> skipped,
    List<String> findings,
    String failure,
    String folder) {
  private static final String ROW = "%5s  %-34s %7s %7s %7s %6s %7s %9s %8s %8s%n";

  /** Copies the lists. */
  public ChaosReport {
    rounds = List.copyOf(rounds);
    skipped = List.copyOf(skipped);
    findings = List.copyOf(findings);
  }

  /** Whether every round was run and nothing was lost, doubled or divergent. */
  @JsonProperty("ok")
  public boolean ok() {
    return failure == null && rounds.size() == planned && lost() + doubled() + divergent() == 0;
  }

  /** Over all rounds. */
  @JsonProperty("lost")
  public long lost() {
    return rounds.stream().mapToLong(RoundResult::lost).sum();
  }

  /** Over all rounds. */
  @JsonProperty("doubled")
  public long doubled() {
    return rounds.stream().mapToLong(RoundResult::doubled).sum();
  }

  /** Over all rounds. */
  @JsonProperty("divergent")
  public long divergent() {
    return rounds.stream().mapToLong(RoundResult::divergent).sum();
  }

  /** The table, its totals, and what was found. */
  public String table() {
    StringBuilder text = new StringBuilder();
    text.append(header());
    rounds.forEach(round -> text.append(row(round)));
    text.append(
        ROW.formatted(
            "total",
            "seed " + seed,
            sum(rounds.stream().mapToLong(RoundResult::plays).sum()),
            sum(rounds.stream().mapToLong(RoundResult::uploads).sum()),
            sum(rounds.stream().mapToLong(RoundResult::refused).sum()),
            lost(),
            doubled(),
            divergent(),
            "",
            ""));
    skipped.forEach(line -> text.append("skipped: ").append(line).append('\n'));
    findings.forEach(line -> text.append(line).append('\n'));
    if (failure != null) {
      text.append("ended early: ").append(failure).append('\n');
    }
    if (folder != null) {
      text.append("The data is kept in ").append(folder).append('\n');
    }
    return text.toString();
  }

  static String header() {
    return ROW.formatted(
        "round",
        "faults",
        "plays",
        "uploads",
        "refused",
        "lost",
        "doubled",
        "divergent",
        "restart",
        "settled");
  }

  static String row(RoundResult round) {
    return ROW.formatted(
        round.round(),
        String.join(", ", round.faults()),
        sum(round.plays()),
        sum(round.uploads()),
        sum(round.refused()),
        sum(round.lost()),
        sum(round.doubled()),
        sum(round.divergent()),
        round.restartSeconds() == 0 ? "-" : seconds(round.restartSeconds()),
        seconds(round.settledSeconds()));
  }

  private static String sum(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f s", seconds);
  }
}
