// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import java.util.concurrent.CountDownLatch;

/** Lets a command run until the process is asked to stop, and stop its parts in order then. */
final class Shutdown {
  private Shutdown() {}

  /** Waits for an interrupt or a termination signal, then closes the part before the JVM ends. */
  static void await(AutoCloseable part) throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              asked.countDown();
              awaitQuietly(closed);
            },
            "shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      asked.await();
    } finally {
      try {
        part.close();
      } finally {
        closed.countDown();
      }
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
