// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import java.util.Map;

/**
 * What the acceptance gate says.
 *
 * @param accepted whether the candidate may be released
 * @param reason why, in a sentence
 * @param metrics what was measured on the held-out plays; finite numbers
 */
record Verdict(boolean accepted, String reason, Map<String, Double> metrics) {}
