// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import java.util.Comparator;
import java.util.List;

/**
 * What a listener has heard: each track once, in order of last play, oldest first; equal times in
 * order of track id. The order is part of the contract: it makes every score reproducible.
 */
public record History(String userId, List<HeardTrack> tracks) {
  private static final Comparator<HeardTrack> ORDER =
      Comparator.comparingLong(HeardTrack::lastPlayedAt).thenComparing(HeardTrack::trackId);

  /** Sorts the tracks into the canonical order. */
  public History {
    tracks = tracks.stream().sorted(ORDER).toList();
  }

  /** How many plays it counts; grows with every play. */
  public long version() {
    return tracks.stream().mapToLong(HeardTrack::plays).sum();
  }
}
