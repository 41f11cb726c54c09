// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import java.util.List;

/**
 * One question to a model and its right answers.
 *
 * @param userId whose list it is; a listener's cases stand together
 * @param heard the tracks the listener had heard
 * @param truth the right tracks, at least one
 */
public record TestCase(String userId, List<String> heard, List<String> truth) {}
