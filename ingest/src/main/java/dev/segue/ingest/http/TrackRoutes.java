// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.http;

import dev.segue.ingest.publish.TrackPublisher;
import dev.segue.runtime.http.Problem;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Track;
import io.javalin.http.Context;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** {@code POST /v1/tracks} and {@code DELETE /v1/tracks/{id}}. */
final class TrackRoutes {
  private final TrackPublisher publisher;
  private final Delivery delivery;
  private final TrackAudio audio;
  private final Outcomes outcomes;

  TrackRoutes(
      TrackPublisher publisher, Delivery delivery, ObjectStore store, MeterRegistry metrics) {
    this.publisher = publisher;
    this.delivery = delivery;
    this.audio = new TrackAudio(store);
    this.outcomes = new Outcomes(metrics, "segue.ingest.tracks");
  }

  void post(Context context) throws IOException {
    try {
      Track track = context.isMultipart() ? uploaded(context) : referenced(context);
      answer(
          context,
          delivery.deliver(List.of(() -> publisher.publish(track))),
          Map.of(
              "trackId", track.getTrackId(),
              "audioUri", track.getAudioUri(),
              "audioSha256", track.getAudioSha256()));
    } catch (BadInput e) {
      outcomes.rejected();
      throw e.problem();
    }
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
    Upload upload = Upload.of(context);
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
    return audio.find(TrackJson.read(context.body()));
  }

  private void answer(Context context, CompletableFuture<Void> delivery, Object body) {
    CompletableFuture<Void> delivered = outcomes.count(delivery, 1);
    context.future(() -> delivered.thenRun(() -> context.status(202).json(body)));
  }
}
