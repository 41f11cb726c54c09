// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import java.util.OptionalInt;

/**
 * How topics are replicated; what is empty is left to the broker.
 *
 * @param factor copies of each partition
 * @param minInsync how many of them must have a record before it counts as written
 */
public record Replication(OptionalInt factor, OptionalInt minInsync) {
  /** As the broker does it: one copy on the embedded broker. */
  public static final Replication OF_THE_BROKER =
      new Replication(OptionalInt.empty(), OptionalInt.empty());

  /**
   * Checks that a record can be written at all.
   *
   * @throws IllegalArgumentException if more copies are required than there are
   */
  public Replication {
    if (factor.isPresent() && minInsync.isPresent() && minInsync.getAsInt() > factor.getAsInt()) {
      throw new IllegalArgumentException(
          "topic.min-insync-replicas is %d and topic.replication-factor is %d: nothing could be"
                  .formatted(minInsync.getAsInt(), factor.getAsInt())
              + " written; make the first the smaller one");
    }
  }
}
