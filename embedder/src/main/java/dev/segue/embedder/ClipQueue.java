// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.audio.Waveform;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Decoded clips that wait for the backbone. Thread-safe. */
final class ClipQueue {
  private final double roomSeconds;
  private final double batchSeconds;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final Deque<Waiting> urgent = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private double seconds;
  private boolean closed;

  /**
   * An empty queue.
   *
   * @param room audio that may be held before {@link #awaitRoom} waits
   * @param batch audio after which a batch is full
   */
  ClipQueue(Duration room, Duration batch) {
    this.roomSeconds = room.toMillis() / 1000.0;
    this.batchSeconds = batch.toMillis() / 1000.0;
  }

  /** A clip, and where its vector goes. */
  record Waiting(Waveform clip, CompletableFuture<float[]> vector) {}

  /**
   * Seconds of audio in memory: those that wait, and those that {@link #done} has not been told of.
   */
  double seconds() {
    lock.lock();
    try {
      return seconds;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until less audio is held than there is room for, or the queue is closed. */
  void awaitRoom() {
    lock.lock();
    try {
      while (seconds >= roomSeconds && !closed) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Appends a clip; false if the queue is closed. */
  boolean add(Waiting clip, boolean first) {
    lock.lock();
    try {
      if (!closed) {
        (first ? urgent : waiting).add(clip);
        seconds += clip.clip().seconds();
        changed.signalAll();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the first clip, with others of exactly its length; waits while there is none.
   *
   * @param most clips; at least 1
   * @return empty if the queue is closed
   */
  List<Waiting> take(int most) {
    lock.lock();
    try {
      while (waiting.isEmpty() && urgent.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      List<Waiting> batch = new ArrayList<>();
      fill(batch, urgent, most);
      fill(batch, waiting, most);
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void fill(List<Waiting> batch, Deque<Waiting> from, int most) {
    Iterator<Waiting> clips = from.iterator();
    while (clips.hasNext() && batch.size() < most) {
      Waiting clip = clips.next();
      if (batch.isEmpty() || fits(clip.clip(), batch)) {
        batch.add(clip);
        clips.remove();
      }
    }
  }

  private boolean fits(Waveform clip, List<Waiting> batch) {
    Waveform first = batch.get(0).clip();
    return clip.samples().length == first.samples().length
        && (batch.size() + 1) * first.seconds() <= batchSeconds;
  }

  /** These clips are heard and hold no memory any more. */
  void done(List<Waiting> batch) {
    lock.lock();
    try {
      batch.forEach(clip -> seconds -= clip.clip().seconds());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more clips; returns those that nobody took. */
  List<Waiting> close() {
    lock.lock();
    try {
      closed = true;
      List<Waiting> rest = new ArrayList<>(urgent);
      rest.addAll(waiting);
      urgent.clear();
      waiting.clear();
      changed.signalAll();
      return rest;
    } finally {
      lock.unlock();
    }
  }
}
