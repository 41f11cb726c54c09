// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.protocol;

import java.time.Duration;

/**
 * The choices of the {@link ProfileProtocol}.
 *
 * @param positive a play of at least this length, or of a whole shorter track, is positive
 * @param minPositives listeners with fewer positive tracks before the cut are left out
 * @param minListeners tracks with fewer listeners, by positive plays before the cut, are left out
 * @param profileLength the most tracks that a profile keeps, the highest scored
 */
public record ProfileSettings(
    Duration positive, int minPositives, int minListeners, int profileLength) {
  /** 30 s is the study's; the filters and the length, where it is silent, are ours. */
  public static final ProfileSettings DEFAULTS =
      new ProfileSettings(Duration.ofSeconds(30), 5, 5, 200);

  /** Refuses what makes no sense. */
  public ProfileSettings {
    if (positive.isNegative() || minPositives < 1 || minListeners < 1 || profileLength < 1) {
      throw new IllegalArgumentException(
          "a positive play must have 0 s or more; the fewest positives, the fewest listeners and"
              + " the length of a profile must be 1 or more");
    }
  }
}
