// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.TrackFilter;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Which tracks are in the catalogue and which were taken down. Thread-safe; one writer. */
final class TrackCatalogue implements TrackFilter {
  private final CatalogueOnly mode;
  private final Changes changes;
  private final Map<String, Long> listed = new ConcurrentHashMap<>();
  private final Set<String> audible = ConcurrentHashMap.newKeySet();
  private final Map<String, Long> takenDown = new ConcurrentHashMap<>();

  TrackCatalogue(CatalogueOnly mode, Changes changes) {
    this.mode = mode;
    this.changes = changes;
  }

  @Override
  public boolean accepts(String trackId) {
    if (takenDown.containsKey(trackId)) {
      return false;
    }
    return switch (mode) {
      case NEVER -> true;
      case ALWAYS -> listed.containsKey(trackId);
      case AUTO -> listed.isEmpty() || listed.containsKey(trackId);
    };
  }

  /** Whether a track is in the catalogue with audio. */
  boolean isAudible(String trackId) {
    return audible.contains(trackId);
  }

  /** Adds a track, or updates what is known of it. */
  void list(String trackId, boolean hasAudio, long learnedAt) {
    if (hasAudio) {
      audible.add(trackId);
    } else {
      audible.remove(trackId);
    }
    boolean first = mode == CatalogueOnly.AUTO && listed.isEmpty();
    boolean restored = takenDown.remove(trackId) != null;
    boolean added = listed.put(trackId, learnedAt) == null;
    if (first) {
      // From now on only listed tracks count, so any list may hold one that does not.
      changes.invalidate();
    } else if (restored || (added && mode != CatalogueOnly.NEVER)) {
      changes.add(trackId);
    }
  }

  /** Takes a track down. */
  void takeDown(String trackId, long learnedAt) {
    listed.remove(trackId);
    audible.remove(trackId);
    if (takenDown.put(trackId, learnedAt) == null) {
      changes.add(trackId);
    }
  }

  int size() {
    return listed.size();
  }

  /** Names the tracks that were listed or taken down at this time or later. */
  void changedSince(long time, Consumer<String> tracks) {
    for (Map<String, Long> known : java.util.List.of(listed, takenDown)) {
      known.forEach(
          (trackId, learnedAt) -> {
            if (learnedAt >= time) {
              tracks.accept(trackId);
            }
          });
    }
  }
}
