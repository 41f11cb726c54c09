// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.http;

import dev.segue.ingest.IngestSettings;
import dev.segue.ingest.publish.PlayPublisher;
import dev.segue.ingest.publish.TrackPublisher;
import dev.segue.runtime.health.Health;
import dev.segue.runtime.http.Endpoints;
import dev.segue.runtime.http.OpenApiDocument;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Topics;
import io.javalin.config.RoutesConfig;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.producer.Producer;

/**
 * The gateway for plays and tracks.
 *
 * <ul>
 *   <li>{@code POST /v1/plays}: one play as {@code application/json}, or a batch as {@code
 *       application/x-ndjson}, which is taken whole or not at all
 *   <li>{@code POST /v1/tracks}: metadata with an audio file as {@code multipart/form-data}, or as
 *       JSON with the {@code audioUri} of an object in the store
 *   <li>{@code DELETE /v1/tracks/{id}}: takes a track down
 *   <li>{@code DELETE /v1/users/{id}}: erases a listener
 * </ul>
 *
 * <p>All answer 202 once the broker has acknowledged every event; 400 for input that cannot be
 * used, 413 for too much of it, 429 while too many events wait, and 503 while the broker is away or
 * too much JSON is being read, these with {@code Retry-After}. The producer belongs to the caller.
 */
public final class IngestEndpoints implements Endpoints, AutoCloseable {
  private final Delivery delivery;
  private final PlayRoutes plays;
  private final TrackRoutes tracks;
  private final UserRoutes users;

  /** Publishes through this producer; audio goes to the store. */
  public IngestEndpoints(
      Producer<String, byte[]> producer,
      Topics topics,
      ObjectStore store,
      IngestSettings settings,
      MeterRegistry metrics) {
    this.delivery = new Delivery(settings, metrics);
    PlayPublisher publisher = new PlayPublisher(producer, topics);
    ParsedBytes parsing = new ParsedBytes(settings);
    this.plays = new PlayRoutes(publisher, delivery, parsing, settings, metrics);
    this.users = new UserRoutes(publisher, delivery, metrics);
    this.tracks =
        new TrackRoutes(
            new TrackPublisher(producer, topics), delivery, parsing, store, settings, metrics);
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.post("/v1/plays", plays::post);
    routes.post("/v1/tracks", tracks::post);
    routes.delete("/v1/tracks/{id}", tracks::delete);
    routes.delete("/v1/users/{id}", users::delete);
    OpenApiDocument.register(routes, "/ingest/openapi.yaml", IngestEndpoints.class);
  }

  /** Down for a while after the broker did not take an event. */
  public Health check() {
    return delivery.check();
  }

  @Override
  public void close() {
    delivery.close();
  }

  @Override
  public String toString() {
    return "IngestEndpoints[" + check() + "]";
  }
}
