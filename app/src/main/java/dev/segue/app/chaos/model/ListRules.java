// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.model;

import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.RecommendedTrack;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What holds of every list, whatever the model says.
 *
 * @param k tracks in a list
 * @param recommendable tracks that are up and embedded
 * @param release what serves; empty before the first release
 */
record ListRules(int k, Set<String> recommendable, Optional<ModelRelease> release) {
  /**
   * Checks one listener's list.
   *
   * @param heard the tracks of the listener's history
   * @param plays how often something was played by the listener
   * @param list null if there is none
   */
  void check(
      String userId,
      Set<String> heard,
      long plays,
      Recommendations list,
      Consumer<Finding> findings) {
    String key = "list of '" + userId + "'";
    if (release.isEmpty()) {
      return;
    }
    if (list == null) {
      findings.accept(Finding.lost(key, "a list", "none", 1));
      return;
    }
    if (list.getHistoryVersion() != plays) {
      findings.accept(
          Finding.divergent(
              key, "history version " + plays, "history version " + list.getHistoryVersion()));
    }
    String newest = release.get().getName() + " " + release.get().getVersion();
    String made = list.getModel() + " " + list.getModelVersion();
    if (!made.equals(newest)) {
      findings.accept(Finding.divergent(key, "made by " + newest, "made by " + made));
    }
    items(key, heard, list.getItems(), findings);
  }

  private void items(
      String key, Set<String> heard, List<RecommendedTrack> items, Consumer<Finding> findings) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < items.size(); i++) {
      String track = items.get(i).getTrackId();
      if (items.get(i).getRank() != i + 1) {
        findings.accept(
            Finding.divergent(key, "rank " + (i + 1), "rank " + items.get(i).getRank()));
      }
      if (!seen.add(track)) {
        findings.accept(Finding.divergent(key, "each track once", track + " twice"));
      }
      if (heard.contains(track)) {
        findings.accept(Finding.divergent(key, "no heard track", track));
      } else if (!recommendable.contains(track)) {
        findings.accept(Finding.divergent(key, "only tracks that are up", track));
      }
    }
    long enough =
        Math.min(k, recommendable.stream().filter(track -> !heard.contains(track)).count());
    if (items.size() != enough) {
      findings.accept(Finding.divergent(key, enough + " tracks", items.size() + " tracks"));
    }
  }
}
