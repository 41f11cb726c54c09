// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

/**
 * Which tracks may be recommended at all; heard tracks are removed besides. Must be thread-safe.
 */
@FunctionalInterface
public interface TrackFilter {
  /** Accepts every track. */
  TrackFilter ALL = trackId -> true;

  /** Whether this track may stand in a list. */
  boolean accepts(String trackId);
}
