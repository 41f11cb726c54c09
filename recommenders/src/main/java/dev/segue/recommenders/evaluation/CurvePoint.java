// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

/**
 * A point of a learning curve.
 *
 * @param measure for instance {@code loss} or {@code validation.ndcg}
 * @param step the epoch or step it was taken after, counted from 1
 */
public record CurvePoint(String measure, long step, double value) {}
