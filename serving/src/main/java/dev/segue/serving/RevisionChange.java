// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import java.util.Iterator;
import java.util.function.Predicate;

/**
 * A revision on its way to take the place of another: complete once every track of the old one has
 * a vector in the new one. Where the new vectors come from hearing, a track whose catalogue entry
 * has no audio any more is not waited for. Not thread-safe.
 */
final class RevisionChange {
  private final VectorSet from;
  private final VectorSet to;
  private final Predicate<String> audible;
  private boolean heard;
  private Iterator<String> left;
  private String awaited;

  RevisionChange(VectorSet from, VectorSet to, Predicate<String> audible) {
    this.from = from;
    this.to = to;
    this.audible = audible;
    this.heard = to.trackIds().stream().anyMatch(audible);
    this.left = from.trackIds().iterator();
  }

  VectorSet to() {
    return to;
  }

  /** A track has its new vector. */
  void arrived(String trackId) {
    heard |= audible.test(trackId);
  }

  /** Each track is looked at once, however often this is asked, but for one pass at the end. */
  boolean isComplete() {
    while (awaited == null || !isMissing(awaited)) {
      if (!left.hasNext()) {
        return isTrueOfAll();
      }
      awaited = left.next();
    }
    return false;
  }

  private boolean isTrueOfAll() {
    left = from.trackIds().iterator();
    awaited = null;
    while (left.hasNext()) {
      awaited = left.next();
      if (isMissing(awaited)) {
        return false;
      }
    }
    return to.size() > 0;
  }

  private boolean isMissing(String trackId) {
    return from.contains(trackId) && !to.contains(trackId) && (!heard || audible.test(trackId));
  }
}
