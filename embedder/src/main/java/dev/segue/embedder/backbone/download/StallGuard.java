// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Closes a stream that gives nothing for too long: the client has no time limit for a body. */
final class StallGuard implements AutoCloseable {
  private final InputStream body;
  private final Duration silence;
  private final Thread watch;
  private volatile long heardAt = System.nanoTime();
  private volatile boolean stalled;

  StallGuard(InputStream body, Duration silence) {
    this.body = body;
    this.silence = silence;
    watch = new Thread(this::watch, "download-guard");
    watch.setDaemon(true);
    watch.start();
  }

  /** Something came. */
  void heard() {
    heardAt = System.nanoTime();
  }

  /**
   * Tells the end of a stream from the end of patience.
   *
   * @throws IOException if the stream was given up
   */
  void check() throws IOException {
    if (stalled) {
      throw new IOException("nothing came for " + silence.toMillis() / 1000.0 + " s");
    }
  }

  private void watch() {
    try {
      while (true) {
        long left = silence.toNanos() - (System.nanoTime() - heardAt);
        if (left <= 0) {
          stalled = true;
          body.close();
          return;
        }
        Thread.sleep(left / 1_000_000 + 1);
      }
    } catch (InterruptedException | IOException e) {
      // The reader is done, or learns of the trouble itself.
      return;
    }
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
