// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.audio.AudioException;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.runtime.http.Endpoints;
import dev.segue.runtime.http.OpenApiDocument;
import dev.segue.runtime.http.Problem;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;

/**
 * {@code POST /v1/embeddings}: an audio clip in, the backbone's vector out. The clip is neither
 * kept nor cached.
 */
final class EmbeddingEndpoints implements Endpoints {
  private final TrackEmbedder embedder;
  private final ClipUpload upload;
  private final Semaphore free;

  EmbeddingEndpoints(TrackEmbedder embedder, EmbedderSettings settings) {
    this.embedder = embedder;
    this.upload = new ClipUpload(settings.maxRequestBytes());
    this.free = new Semaphore(settings.maxRequests());
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.post("/v1/embeddings", this::post);
    OpenApiDocument.register(routes, "/embedder/openapi.yaml", EmbeddingEndpoints.class);
  }

  private void post(Context context) throws IOException {
    upload.checkType(context);
    if (!free.tryAcquire()) {
      throw new Problem(
              503,
              "Service Unavailable",
              "As many clips are being listened to as may be (embedder.max-requests).")
          .header("Retry-After", "1");
    }
    CompletableFuture<HeardClip> heard = begin(context).whenComplete((clip, e) -> free.release());
    context.future(
        () ->
            heard.handle(EmbeddingEndpoints::orProblem).thenAccept(clip -> answer(context, clip)));
  }

  /** Decodes while the request still holds the clip; what goes wrong is in the future. */
  private CompletableFuture<HeardClip> begin(Context context) throws IOException {
    Path file = null;
    try {
      file = Files.createTempFile("segue-clip", "");
      upload.copy(context, file);
      return embedder.hearNow(file);
    } catch (AudioException | IOException | RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    } finally {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    }
  }

  private void answer(Context context, HeardClip clip) {
    Backbone backbone = embedder.backbone();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("backbone", backbone.name());
    answer.put("revision", backbone.revision());
    answer.put("dimension", backbone.dimension());
    answer.put("seconds", clip.seconds());
    answer.put("sha256", clip.sha256());
    answer.put("vector", clip.vector());
    context.header("Cache-Control", "no-store");
    context.json(answer);
  }

  private static HeardClip orProblem(HeardClip clip, Throwable error) {
    if (error == null) {
      return clip;
    }
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    if (cause instanceof AudioException refusal) {
      throw problem(refusal);
    }
    if (OutOfMemory.causes(cause)) {
      throw new Problem(
              413, "Content Too Large", "The clip is too long for this server's memory; send less.")
          .with("reason", "out-of-memory");
    }
    if (cause instanceof Error) {
      throw new Problem(
              503, "Service Unavailable", "The server is short of memory; its log says more.")
          .header("Retry-After", "10");
    }
    throw cause instanceof RuntimeException known ? known : new CompletionException(cause);
  }

  private static Problem problem(AudioException refusal) {
    Problem problem =
        switch (refusal.reason()) {
          case TOO_LARGE, TOO_LONG -> new Problem(413, "Content Too Large", text(refusal));
          case UNREADABLE -> new Problem(415, "Unsupported Media Type", text(refusal));
          default -> new Problem(422, "Unprocessable Content", text(refusal));
        };
    return problem.with("reason", refusal.reason().code());
  }

  private static String text(AudioException refusal) {
    return "The clip cannot be embedded: " + refusal.getMessage();
  }
}
