// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.runtime.http.Endpoints;
import dev.segue.runtime.http.Problem;
import dev.segue.schemas.Recommendations;
import io.javalin.config.RoutesConfig;
import io.javalin.http.sse.SseClient;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * {@code /v1/stream/recommendations}: every new list as a server-sent event. A client that does not
 * keep up is dropped, and finds everything with the next pull.
 */
final class EventStream implements Endpoints, AutoCloseable {
  private static final long HEARTBEAT_SECONDS = 15;

  private final ServingSettings settings;
  private final Answers answers;
  private final Meters meters;
  private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
  private final ExecutorService senders =
      Executors.newCachedThreadPool(Serving.daemon("event-sender"));
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(Serving.daemon("event-heartbeat"));

  EventStream(ServingSettings settings, Answers answers, Meters meters) {
    this.settings = settings;
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
    routes.before("/v1/stream/recommendations", context -> refuseIfFull());
    routes.sse("/v1/stream/recommendations", this::subscribe);
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

  private void refuseIfFull() {
    if (subscribers.size() >= settings.maxStreamClients()) {
      throw new Problem(
              503,
              "Service Unavailable",
              "The event stream has all the clients it takes (serving.max-stream-clients).")
          .header("Retry-After", "30");
    }
  }

  private void subscribe(SseClient client) {
    String user = client.ctx().queryParam("user");
    Subscriber subscriber =
        new Subscriber(client, user == null ? "" : user, settings.streamQueue(), senders);
    client.keepAlive();
    client.onClose(() -> subscribers.remove(subscriber));
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
