// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A budget of heap memory for decoded audio, shared by all that decode. Whoever needs more than is
 * left waits until others are done; the track that is in work for the longest time never waits, so
 * that one always gets done. At most the budget and one track are therefore held. Thread-safe.
 */
public final class AudioMemory {
  /** Nobody waits. */
  public static final AudioMemory UNBOUNDED = new AudioMemory(Long.MAX_VALUE);

  /** The samples, and a copy while they are cut, resized or analysed. */
  private static final long BYTES_A_SAMPLE = 2L * Float.BYTES;

  private final long bytes;
  private final Set<Share> line = new LinkedHashSet<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long held;

  private AudioMemory(long bytes) {
    this.bytes = bytes;
  }

  /**
   * A budget of so many bytes.
   *
   * @throws IllegalArgumentException if that is not positive
   */
  public static AudioMemory of(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException(
          "the memory for decoded audio must be positive, not %d bytes".formatted(bytes));
    }
    return new AudioMemory(bytes);
  }

  /** The bytes that are held now. */
  public long held() {
    lock.lock();
    try {
      return held;
    } finally {
      lock.unlock();
    }
  }

  /** A share for one track, which holds nothing yet and goes behind those that are open. */
  public Share open() {
    lock.lock();
    try {
      Share share = new Share();
      line.add(share);
      return share;
    } finally {
      lock.unlock();
    }
  }

  /** What one track takes; given back when it is closed. */
  public final class Share implements AutoCloseable {
    private long size;

    private Share() {}

    /**
     * Waits until there is memory for so many samples in all.
     *
     * @return how long that took, in ns
     */
    long require(int samples) {
      long wanted = samples * BYTES_A_SAMPLE;
      long start = System.nanoTime();
      lock.lock();
      try {
        while (!granted(wanted)) {
          changed.awaitUninterruptibly();
        }
        resize(Math.max(size, wanted));
      } finally {
        lock.unlock();
      }
      return System.nanoTime() - start;
    }

    /** Gives back what is not needed for so many samples. */
    void keep(int samples) {
      lock.lock();
      try {
        resize(Math.min(size, samples * BYTES_A_SAMPLE));
      } finally {
        lock.unlock();
      }
    }

    private boolean granted(long wanted) {
      return wanted <= size || held + wanted - size <= bytes || line.iterator().next() == this;
    }

    private void resize(long next) {
      held += next - size;
      size = next;
      changed.signalAll();
    }

    @Override
    public void close() {
      lock.lock();
      try {
        resize(0);
        line.remove(this);
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public String toString() {
    return "AudioMemory[" + held() + " of " + bytes + " bytes]";
  }
}
