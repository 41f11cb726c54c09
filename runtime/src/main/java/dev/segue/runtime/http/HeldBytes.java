// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes are held of all requests together, and how many may be. Thread-safe. */
public final class HeldBytes {
  private final long most;
  private final AtomicLong held = new AtomicLong();

  /** A budget of so many bytes. */
  public HeldBytes(long most) {
    this.most = most;
  }

  /** Takes bytes; false, and nothing taken, if so many are not left. */
  public boolean take(long bytes) {
    if (held.addAndGet(bytes) <= most) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  /** Gives back bytes that were taken. */
  public void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }

  /** How many are taken now. */
  public long held() {
    return held.get();
  }
}
