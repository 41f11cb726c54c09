// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.AllInOne;
import dev.segue.runtime.health.Health;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tells what a starting process waits for, and when everything is up. Plays and tracks are accepted
 * meanwhile, however long it takes.
 */
final class Readiness {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration FIRST_WORD = Duration.ofSeconds(10);
  private static final Duration NEXT_WORD = Duration.ofMinutes(1);

  private final AllInOne all;
  private final PrintWriter err;
  private final Runnable whenUp;

  /**
   * Watches a process that was started.
   *
   * @param err takes a line now and then while it is not up
   * @param whenUp called once it is
   */
  Readiness(AllInOne all, PrintWriter err, Runnable whenUp) {
    this.all = all;
    this.err = err;
    this.whenUp = whenUp;
  }

  /** Watches on a thread of its own, which does not keep the process alive. */
  void watch() {
    Thread thread = new Thread(this::run, "readiness");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      long next = System.nanoTime() + FIRST_WORD.toNanos();
      String told = "";
      for (Map<String, Health> down = all.notReady(); !down.isEmpty(); down = all.notReady()) {
        String words = words(down);
        if (System.nanoTime() > next && !words.equals(told)) {
          err.println(
              "Not ready yet; plays are accepted at " + all.url() + ". Waiting for " + words);
          err.flush();
          told = words;
          next = System.nanoTime() + NEXT_WORD.toNanos();
        }
        Thread.sleep(POLL.toMillis());
      }
      whenUp.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String words(Map<String, Health> down) {
    return down.entrySet().stream()
        .map(part -> part.getKey() + ": " + part.getValue().detail())
        .collect(Collectors.joining("; "));
  }
}
