// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.http;

import dev.segue.ingest.IngestSettings;
import dev.segue.ingest.publish.PlayPublisher;
import dev.segue.runtime.http.Problem;
import dev.segue.schemas.PlayEvent;
import io.javalin.http.Context;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** {@code POST /v1/plays}. */
final class PlayRoutes {
  private final PlayPublisher publisher;
  private final Delivery delivery;
  private final IngestSettings settings;
  private final Outcomes outcomes;
  private final PlayJson json;

  PlayRoutes(
      PlayPublisher publisher, Delivery delivery, IngestSettings settings, MeterRegistry metrics) {
    this.publisher = publisher;
    this.delivery = delivery;
    this.settings = settings;
    this.outcomes = new Outcomes(metrics, "segue.ingest.plays");
    this.json =
        new PlayJson(
            Clock.systemUTC(),
            field -> metrics.counter("segue.ingest.left-out", "field", field).increment());
  }

  void post(Context context) throws IOException {
    String type = String.valueOf(context.contentType()).toLowerCase(Locale.ROOT);
    if (type.startsWith("application/x-ndjson") || type.startsWith("application/jsonl")) {
      batch(context);
    } else if (type.startsWith("application/json")) {
      one(context);
    } else {
      throw new Problem(
          415,
          "Unsupported Media Type",
          "Send one play as application/json, or one a line as application/x-ndjson.");
    }
  }

  private void one(Context context) {
    PlayEvent play;
    try {
      play = json.read(context.body());
    } catch (BadInput e) {
      outcomes.rejected();
      throw e.problem();
    }
    deliver(context, List.of(play), Map.of("eventId", play.getEventId()));
  }

  private void batch(Context context) throws IOException {
    List<PlayEvent> plays;
    try {
      plays = PlayBatch.read(context.bodyInputStream(), settings, json);
    } catch (Problem e) {
      outcomes.rejected();
      throw e;
    }
    List<String> ids = plays.stream().map(PlayEvent::getEventId).toList();
    deliver(context, plays, Map.of("accepted", plays.size(), "eventIds", ids));
  }

  private void deliver(Context context, List<PlayEvent> plays, Map<String, Object> answer) {
    List<Supplier<CompletableFuture<Void>>> sends = new ArrayList<>(plays.size());
    plays.forEach(play -> sends.add(() -> publisher.publish(play)));
    CompletableFuture<Void> delivered = outcomes.count(delivery.deliver(sends), plays.size());
    context.future(() -> delivered.thenRun(() -> context.status(202).json(answer)));
  }
}
