// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.protocol;

import java.util.List;

/**
 * Tracks played in a row.
 *
 * @param userId whose it is; sessions without a listener have an id of their own
 * @param startedAt ms since 1970
 * @param tracks in order, with repeats
 */
public record Session(String userId, long startedAt, List<String> tracks) {
  /** Copies the tracks. */
  public Session {
    tracks = List.copyOf(tracks);
  }
}
