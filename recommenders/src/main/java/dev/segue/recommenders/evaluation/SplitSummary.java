// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

/**
 * The sizes of a split, to tell at a glance whether two runs measured the same thing.
 *
 * @param testPairs listener and track, each pair once
 * @param at the cut, ms since 1970
 */
public record SplitSummary(
    long trainPlays, int trainUsers, int trainTracks, int testUsers, int testPairs, long at) {}
