// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.pretrain;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads the next batches while the network is busy with this one; a few at most. */
final class Prefetch implements AutoCloseable {
  private static final int AHEAD = 3;

  private final Segments segments;
  private final int size;
  private final long last;
  private final Deque<Future<Batch>> pending = new ArrayDeque<>();
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "pretrain-reader");
            thread.setDaemon(true);
            return thread;
          });
  private long next;

  /**
   * Begins to read.
   *
   * @param first step whose batch is wanted
   * @param last step
   */
  Prefetch(Segments segments, int size, long first, long last) {
    this.segments = segments;
    this.size = size;
    this.last = last;
    next = first;
    fill();
  }

  /** The batch of the next step. */
  Batch take() throws IOException {
    try {
      Batch batch = pending.removeFirst().get();
      fill();
      return batch;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("the training was interrupted").initCause(e);
    } catch (ExecutionException e) {
      throw new IOException("mel spectra cannot be read: " + e.getCause().getMessage(), e);
    }
  }

  private void fill() {
    while (pending.size() < AHEAD && next <= last) {
      long step = next++;
      pending.addLast(reader.submit(() -> segments.train(step, size)));
    }
  }

  @Override
  public void close() {
    reader.shutdownNow();
  }
}
