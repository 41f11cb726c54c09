// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.http;

import dev.segue.ingest.IngestSettings;
import dev.segue.ingest.publish.PlayPublisher;
import dev.segue.runtime.http.Problem;
import dev.segue.runtime.http.RequestText;
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
  private final ParsedBytes parsing;
  private final IngestSettings settings;
  private final Outcomes outcomes;
  private final PlayJson json;

  PlayRoutes(
      PlayPublisher publisher,
      Delivery delivery,
      ParsedBytes parsing,
      IngestSettings settings,
      MeterRegistry metrics) {
    this.publisher = publisher;
    this.parsing = parsing;
    this.delivery = delivery;
    this.settings = settings;
    this.outcomes = new Outcomes(metrics, "segue.ingest.plays");
    this.json =
        new PlayJson(
            Clock.systemUTC(),
            field -> metrics.counter("segue.ingest.left-out", "field", field).increment());
  }

  void post(Context context) throws IOException {
    // Not contentType(): Jetty fails at a charset that it does not know.
    String type = String.valueOf(context.header("Content-Type")).toLowerCase(Locale.ROOT);
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
      play = json.read(RequestText.body(context, settings.maxPlayBytes(), "ingest.max-play-bytes"));
    } catch (BadInput e) {
      outcomes.rejected();
      throw e.problem();
    } catch (Problem e) {
      outcomes.rejected();
      throw e;
    }
    answer(context, publish(List.of(play)), () -> Map.of("eventId", play.getEventId()));
  }

  private void batch(Context context) throws IOException {
    long length = context.req().getContentLengthLong();
    long bytes = length < 0 ? settings.maxBatchBytes() : length;
    List<String> ids = new ArrayList<>();
    try {
      CompletableFuture<Void> delivered =
          parsing.within(bytes, () -> publish(readBatch(context, ids)));
      answer(context, delivered, () -> Map.of("accepted", ids.size(), "eventIds", ids));
    } catch (BadInput e) {
      throw e.problem();
    }
  }

  private List<PlayEvent> readBatch(Context context, List<String> ids) throws IOException {
    try {
      List<PlayEvent> plays = PlayBatch.read(context.bodyInputStream(), settings, json);
      plays.forEach(play -> ids.add(play.getEventId()));
      return plays;
    } catch (Problem e) {
      outcomes.rejected();
      throw e;
    }
  }

  private CompletableFuture<Void> publish(List<PlayEvent> plays) {
    List<Supplier<CompletableFuture<Void>>> sends = new ArrayList<>(plays.size());
    plays.forEach(play -> sends.add(() -> publisher.publish(play)));
    return outcomes.count(delivery.deliver(sends), plays.size());
  }

  private static void answer(
      Context context, CompletableFuture<Void> delivered, Supplier<Object> answer) {
    context.future(() -> delivered.thenRun(() -> context.status(202).json(answer.get())));
  }
}
