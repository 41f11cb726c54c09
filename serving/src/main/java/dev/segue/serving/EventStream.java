// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.runtime.http.Endpoints;
import dev.segue.runtime.http.Problem;
import dev.segue.schemas.Recommendations;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * {@code /v1/stream/recommendations}: every new list as a server-sent event. A client that does not
 * keep up is dropped, and finds everything with the next pull.
 */
final class EventStream implements Endpoints, AutoCloseable {
  private static final long HEARTBEAT_SECONDS = 15;

  private final ServingSettings settings;
  private final Answers answers;
  private final Meters meters;
  private final Semaphore places;
  private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
  private final ExecutorService senders =
      Executors.newCachedThreadPool(Serving.daemon("event-sender"));
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(Serving.daemon("event-heartbeat"));

  EventStream(ServingSettings settings, Answers answers, Meters meters) {
    this.settings = settings;
    this.places = new Semaphore(settings.maxStreamClients());
    this.answers = answers;
    this.meters = meters;
    meters.gauge(
        "segue.serving.stream.clients", "Clients of the event stream", subscribers, Set::size);
  }

  void start() {
    var unused =
        heart.scheduleAtFixedRate(
            () -> subscribers.forEach(this::beat),
            HEARTBEAT_SECONDS,
            HEARTBEAT_SECONDS,
            TimeUnit.SECONDS);
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/v1/stream/recommendations", this::open);
  }

  /** Sends a list to those who want it. */
  void publish(Recommendations list) {
    String event = null;
    for (Subscriber subscriber : subscribers) {
      if (subscriber.wants(list.getUserId())) {
        event = event == null ? Http.json(answers.list(list, Integer.MAX_VALUE)) : event;
        if (!subscriber.offer(event)) {
          drop(subscriber);
        }
      }
    }
  }

  @Override
  public void close() {
    heart.shutdownNow();
    subscribers.forEach(Subscriber::close);
    subscribers.clear();
    senders.shutdownNow();
  }

  private void open(Context context) throws IOException {
    String accept = context.header("Accept");
    if (accept != null && !accept.contains("text/event-stream") && !accept.contains("*/*")) {
      throw new Problem(406, "Not Acceptable", "Send the header Accept: text/event-stream.");
    }
    if (!places.tryAcquire()) {
      throw new Problem(
              503,
              "Service Unavailable",
              "The event stream has all the clients it takes (serving.max-stream-clients).")
          .header("Retry-After", "30");
    }
    AtomicBoolean taken = new AtomicBoolean(true);
    Runnable leave =
        () -> {
          if (taken.getAndSet(false)) {
            places.release();
          }
        };
    try {
      sendHead(context.res());
      context.async(config -> config.timeout = 0L, () -> subscribe(new SseClient(context), leave));
    } catch (IOException | RuntimeException e) {
      leave.run();
      throw e;
    }
  }

  // As Javalin's SseHandler does, which does not take Accept: */*, that is curl, for a stream.
  private static void sendHead(HttpServletResponse response) throws IOException {
    response.setContentType("text/event-stream");
    response.setCharacterEncoding("UTF-8");
    response.addHeader("Connection", "close");
    response.addHeader("Cache-Control", "no-cache");
    response.addHeader("X-Accel-Buffering", "no");
    response.flushBuffer();
  }

  private void subscribe(SseClient client, Runnable leave) {
    String user = client.ctx().queryParam("user");
    Subscriber subscriber =
        new Subscriber(client, user == null ? "" : user, settings.streamQueue(), senders);
    client.keepAlive();
    client.onClose(
        () -> {
          subscribers.remove(subscriber);
          leave.run();
        });
    subscribers.add(subscriber);
    // Without a first byte a browser does not know that the stream is open.
    beat(subscriber);
  }

  private void beat(Subscriber subscriber) {
    if (!subscriber.heartbeat()) {
      drop(subscriber);
    }
  }

  private void drop(Subscriber subscriber) {
    subscribers.remove(subscriber);
    meters.clientDropped();
    senders.execute(subscriber::close);
  }
}
