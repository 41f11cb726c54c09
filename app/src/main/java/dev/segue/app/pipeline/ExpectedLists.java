// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.pipeline;

import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.Recommendations;
import java.util.Map;

/**
 * Tells whether the lists answer all plays and the newest release.
 *
 * @param plays the plays that each listener's history must count
 */
public record ExpectedLists(Map<String, Long> plays, ModelRelease release) {
  /** How many listeners have no such list yet. */
  public long missing(Map<String, Recommendations> lists) {
    return plays.entrySet().stream()
        .filter(entry -> !answers(lists.get(entry.getKey()), entry.getValue()))
        .count();
  }

  private boolean answers(Recommendations list, long expected) {
    return list != null
        && list.getHistoryVersion() == expected
        && list.getModel().equals(release.getName())
        && list.getModelVersion() == release.getVersion();
  }
}
