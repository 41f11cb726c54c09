// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.http;

import dev.segue.ingest.IngestSettings;
import dev.segue.ingest.publish.TrackPublisher;
import dev.segue.runtime.http.Problem;
import dev.segue.runtime.http.RequestText;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Track;
import io.javalin.http.Context;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** {@code POST /v1/tracks} and {@code DELETE /v1/tracks/{id}}. */
final class TrackRoutes {
  private final TrackPublisher publisher;
  private final Delivery delivery;
  private final TrackAudio audio;
  private final ParsedBytes parsing;
  private final IngestSettings settings;
  private final Outcomes outcomes;

  TrackRoutes(
      TrackPublisher publisher,
      Delivery delivery,
      ParsedBytes parsing,
      ObjectStore store,
      IngestSettings settings,
      MeterRegistry metrics) {
    this.publisher = publisher;
    this.parsing = parsing;
    this.settings = settings;
    this.delivery = delivery;
    this.audio = new TrackAudio(store);
    this.outcomes = new Outcomes(metrics, "segue.ingest.tracks");
  }

  void post(Context context) throws IOException {
    try {
      Map<String, Object> answer = new LinkedHashMap<>();
      CompletableFuture<Void> delivered =
          parsing.within(settings.maxTrackBytes(), () -> publish(context, answer));
      answer(context, delivered, answer);
    } catch (BadInput e) {
      outcomes.rejected();
      throw e.problem();
    }
  }

  private CompletableFuture<Void> publish(Context context, Map<String, Object> answer)
      throws BadInput, IOException {
    Track track = context.isMultipart() ? uploaded(context) : referenced(context);
    answer.put("trackId", track.getTrackId());
    answer.put("audioUri", track.getAudioUri());
    answer.put("audioSha256", track.getAudioSha256());
    return delivery.deliver(List.of(() -> publisher.publish(track)));
  }

  void delete(Context context) {
    try {
      String trackId = TrackJson.checkedId(context.pathParam("id"));
      answer(
          context,
          delivery.deliver(List.of(() -> publisher.remove(trackId))),
          Map.of("trackId", trackId));
    } catch (BadInput e) {
      outcomes.rejected();
      throw e.problem();
    }
  }

  private Track uploaded(Context context) throws BadInput, IOException {
    Upload upload = Upload.of(context, settings.maxTrackBytes());
    Track track = TrackJson.read(upload.metadata());
    if (track.getAudioUri() != null) {
      throw new BadInput("audioUri and an audio part exclude each other; send one of them");
    }
    return audio.store(track, upload.audio());
  }

  private Track referenced(Context context) throws BadInput, IOException {
    if (!context.isJson()) {
      throw new Problem(
          415,
          "Unsupported Media Type",
          "Send metadata and audio as multipart/form-data, or metadata with audioUri as"
              + " application/json.");
    }
    return audio.find(
        TrackJson.read(
            RequestText.body(context, settings.maxTrackBytes(), "ingest.max-track-bytes")));
  }

  private void answer(Context context, CompletableFuture<Void> delivery, Object body) {
    CompletableFuture<Void> delivered = outcomes.count(delivery, 1);
    context.future(() -> delivered.thenRun(() -> context.status(202).json(body)));
  }
}
