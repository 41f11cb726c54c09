// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import io.javalin.http.sse.SseClient;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** One client of the event stream. Events wait in a bounded queue, so that none waits for it. */
final class Subscriber {
  private static final String HEARTBEAT = "";

  private final SseClient client;
  private final String userId;
  private final Executor senders;
  private final BlockingQueue<String> waiting;
  private final AtomicBoolean sending = new AtomicBoolean();

  /**
   * A client that has just come.
   *
   * @param userId whose lists it wants; empty: everybody's
   * @param queue how many events may wait
   */
  Subscriber(SseClient client, String userId, int queue, Executor senders) {
    this.client = client;
    this.userId = userId;
    this.senders = senders;
    this.waiting = new ArrayBlockingQueue<>(queue);
  }

  boolean wants(String listener) {
    return userId.isEmpty() || userId.equals(listener);
  }

  /** Queues an event; false if the client does not keep up. */
  boolean offer(String event) {
    if (!waiting.offer(event)) {
      return false;
    }
    if (sending.compareAndSet(false, true)) {
      senders.execute(this::send);
    }
    return true;
  }

  /** Queues a sign of life, which proxies and browsers expect now and then. */
  boolean heartbeat() {
    return !waiting.isEmpty() || offer(HEARTBEAT);
  }

  void close() {
    waiting.clear();
    client.close();
  }

  private void send() {
    do {
      for (String event = waiting.poll(); event != null; event = waiting.poll()) {
        if (event.equals(HEARTBEAT)) {
          client.sendComment("alive");
        } else {
          client.sendEvent("recommendations", event);
        }
      }
      sending.set(false);
      // An event may have come between the last poll and the line above.
    } while (!waiting.isEmpty() && sending.compareAndSet(false, true));
  }
}
