// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

/**
 * All plays of one track by one listener.
 *
 * @param playedAt the times of the plays that are known one by one, ms since 1970, ascending; the
 *     newest ones if there are more plays than times
 */
@SuppressWarnings("ArrayRecordComponent") // Eight bytes a play; never compared.
public record Interaction(HeardTrack heard, long[] playedAt) {}
