// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

/** A heard track that speaks for a recommendation, with its share in the score. */
public record Reason(String trackId, float weight) {}
