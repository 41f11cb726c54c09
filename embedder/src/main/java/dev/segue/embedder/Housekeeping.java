// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.EmbedderClients.OtherRevisions;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an embedder does beside its work: it logs the progress of a first hearing every few seconds,
 * and deletes the offsets of other revisions as soon as their last member is gone.
 */
final class Housekeeping {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final long PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

  private final FirstHearing hearing;
  private final Supplier<OtherRevisions> forgetOtherRevisions;
  private boolean forgotten;
  private long ranAt;

  /** Nothing is done yet. */
  Housekeeping(FirstHearing hearing, Supplier<OtherRevisions> forgetOtherRevisions) {
    this.hearing = hearing;
    this.forgetOtherRevisions = forgetOtherRevisions;
    this.ranAt = System.nanoTime() - PAUSE_NANOS;
  }

  /** Does it, if a few seconds have passed since the last time. */
  void run() {
    if (System.nanoTime() - ranAt < PAUSE_NANOS) {
      return;
    }
    ranAt = System.nanoTime();
    if (!forgotten) {
      forgetOthers();
    }
    hearing.text().ifPresent(LOG::info);
  }

  private void forgetOthers() {
    OtherRevisions others = forgetOtherRevisions.get();
    forgotten = others != OtherRevisions.IN_USE;
    if (others != OtherRevisions.NONE) {
      hearing.again();
    }
  }
}
