// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.faults;

import dev.segue.app.chaos.system.ChildProcess;
import dev.segue.app.chaos.system.CutProxy;
import dev.segue.app.chaos.system.DiskQuota;
import dev.segue.app.chaos.system.Sender;
import java.time.Instant;
import java.util.Optional;

/**
 * What a fault may touch.
 *
 * @param process the system; faults that stop it hold its monitor
 * @param disk the limited file system below it; empty if there is none
 * @param steps how far the round's traffic is
 * @param now when the run began; its plays are before that
 */
public record Target(
    ChildProcess process,
    CutProxy proxy,
    Optional<DiskQuota> disk,
    Sender sender,
    Steps steps,
    Instant now) {
  /** The traffic's progress. */
  public interface Steps {
    /** Waits until so many steps are done, or all of them. */
    void await(int done) throws InterruptedException;
  }
}
