// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

/** A track and the score a recommender gives it; higher is better, the unit is the model's own. */
public record ScoredTrack(String trackId, float score) {}
