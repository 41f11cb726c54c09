// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

/** One play of a log; the time in ms since 1970, UTC. */
public record Play(String userId, String trackId, long playedAtMs) {}
