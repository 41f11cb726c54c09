// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import dev.segue.schemas.TrainingReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gathers the reports of one request. The first one tells what else its round trains. */
final class RoundReports {
  private final String requestId;
  private final List<String> configured;
  private final Map<String, TrainingReport> reports = new HashMap<>();
  private List<String> wanted;

  /**
   * Nothing was reported yet.
   *
   * @param asked the algorithms of the request; empty: what the trainer is configured for
   * @param configured what to wait for if the reports, those of an earlier version, do not tell
   */
  RoundReports(String requestId, List<String> asked, List<String> configured) {
    this.requestId = requestId;
    this.wanted = asked;
    this.configured = configured;
  }

  /** Keeps a report of this request; a later one of the same algorithm changes nothing. */
  void add(TrainingReport report) {
    if (!requestId.equals(report.getRequestId())) {
      return;
    }
    if (wanted.isEmpty()) {
      wanted = report.getAlgorithms().isEmpty() ? configured : report.getAlgorithms();
    }
    reports.putIfAbsent(report.getAlgorithm(), report);
  }

  boolean isComplete() {
    return !wanted.isEmpty() && reports.keySet().containsAll(wanted);
  }

  /** The reports in the order in which the round trains. */
  List<TrainingReport> inOrder() {
    return wanted.stream().map(reports::get).toList();
  }

  /** What is missing, for people. */
  String missing() {
    return wanted.isEmpty()
        ? "no report yet; is the trainer running?"
        : "no report of %s yet"
            .formatted(
                String.join(
                    ", ", wanted.stream().filter(name -> !reports.containsKey(name)).toList()));
  }
}
