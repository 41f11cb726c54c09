// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.ScoredTrack;
import dev.segue.runtime.http.Endpoints;
import dev.segue.runtime.http.Problem;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Track;
import dev.segue.schemas.Vectors;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Tracks, what sounds like them, and their audio. */
final class TrackEndpoints implements Endpoints {
  private static final int MOST = 1000;
  private static final Map<String, String> AUDIO_TYPES =
      Map.of(
          "mp3", "audio/mpeg",
          "ogg", "audio/ogg",
          "opus", "audio/ogg",
          "flac", "audio/flac",
          "wav", "audio/wav",
          "m4a", "audio/mp4",
          "aac", "audio/aac");

  private final Queries queries;
  private final Answers answers;
  private final Shared shared;
  private final ObjectStore objects;
  // A client that reads slowly keeps a thread while its audio is sent.
  private final Semaphore audioPlaces;
  private final Map<String, SoundAlike> soundAlike = new LinkedHashMap<>();

  TrackEndpoints(
      Queries queries,
      Answers answers,
      Shared shared,
      ObjectStore objects,
      ServingSettings settings) {
    this.queries = queries;
    this.answers = answers;
    this.shared = shared;
    this.objects = objects;
    this.audioPlaces = new Semaphore(settings.maxAudioClients());
    shared
        .content()
        .forEach((backbone, vectors) -> soundAlike.put(backbone, new SoundAlike(vectors)));
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/v1/tracks", this::tracks);
    routes.get("/v1/tracks/{id}", this::track);
    routes.get("/v1/tracks/{id}/similar", this::similar);
    routes.get("/v1/tracks/{id}/audio", this::audio);
    routes.post("/v1/similar", this::nearest);
  }

  private void tracks(Context context) {
    String wanted = Http.query(context, "query").toLowerCase(Locale.ROOT);
    List<Track> found =
        queries.tracks(track -> matches(track, wanted), Http.limit(context, 50, MOST));
    Http.answer(context, Map.of("tracks", found.stream().map(answers::track).toList()));
  }

  private static boolean matches(Track track, String wanted) {
    return contains(track.getTitle(), wanted)
        || contains(track.getTrackId(), wanted)
        || track.getArtists().stream().anyMatch(artist -> contains(artist, wanted));
  }

  private static boolean contains(String text, String wanted) {
    return text != null && text.toLowerCase(Locale.ROOT).contains(wanted);
  }

  private void track(Context context) {
    Http.answer(context, answers.track(existing(Http.id(context))));
  }

  private void similar(Context context) {
    String trackId = Http.id(context);
    int limit = Http.limit(context, 10, MOST);
    List<ScoredTrack> near = near(trackId, limit);
    if (near.isEmpty()) {
      existing(trackId);
    }
    Http.answer(context, Map.of("track", answers.track(trackId), "items", items(near)));
  }

  /** Query by example: what is nearest to a vector that the embedder made of a clip. */
  private void nearest(Context context) {
    VectorQuery query = VectorQuery.of(context, MOST);
    SoundAlike index =
        query.backbone().isPresent() ? soundAlike.get(query.backbone().get()) : first();
    if (index == null) {
      throw new Problem(
          400,
          "Bad Request",
          "backbone is '%s'; this server has the embeddings of: %s (serving.backbones)"
              .formatted(query.backbone().orElseThrow(), String.join(", ", soundAlike.keySet())));
    }
    requireRevision(query);
    try {
      List<ScoredTrack> near = index.nearest(query.vector(), query.limit(), shared.catalogue());
      Http.answer(context, Map.of("items", items(near)));
    } catch (IllegalArgumentException e) {
      throw new Problem(400, "Bad Request", e.getMessage());
    }
  }

  /** A vector of another revision would be near to anything. */
  private void requireRevision(VectorQuery query) {
    ContentIndex content =
        query
            .backbone()
            .map(shared.content()::get)
            .orElse(shared.content().values().iterator().next());
    Optional<String> served = content.served().map(VectorSet::revision);
    Optional<String> asked =
        query.revision().map(text -> Vectors.revision(text, query.vector().length));
    if (asked.isPresent() && served.isPresent() && !asked.equals(served)) {
      throw new Problem(
          409,
          "Conflict",
          "the vector is of revision %s and the tracks' vectors are of %s. Ask again when all tracks are heard (/readyz)"
              .formatted(asked.get(), content));
    }
  }

  private List<Answers.SimilarAnswer> items(List<ScoredTrack> near) {
    List<Answers.SimilarAnswer> items = new ArrayList<>();
    near.forEach(track -> items.add(answers.similar(items.size() + 1, track)));
    return items;
  }

  private List<ScoredTrack> near(String trackId, int limit) {
    try (Lineup lineup = shared.models().take()) {
      return lineup
          .content(shared.models()::isCurrent)
          .map(model -> model.similar(trackId, limit, shared.catalogue()))
          .orElseGet(() -> first().similar(trackId, limit, shared.catalogue()));
    }
  }

  private SoundAlike first() {
    return soundAlike.values().iterator().next();
  }

  private void audio(Context context) throws IOException {
    Track track = existing(Http.id(context));
    if (track.getAudioUri() == null) {
      throw new Problem(404, "Not Found", "The track has no audio.");
    }
    Path file = place(track.getAudioUri());
    if (!audioPlaces.tryAcquire()) {
      throw new Problem(
              503,
              "Service Unavailable",
              "Audio goes to as many clients as may be (serving.max-audio-clients).")
          .header("Retry-After", "2");
    }
    try {
      context.header("X-Content-Type-Options", "nosniff");
      ByteRange.send(context, file, type(file));
    } catch (NoSuchFileException e) {
      throw new Problem(404, "Not Found", "The audio is no longer in the object store.");
    } finally {
      audioPlaces.release();
    }
  }

  private Path place(String audioUri) throws IOException {
    try {
      return objects.resolve(audioUri);
    } catch (IllegalArgumentException e) {
      throw new Problem(404, "Not Found", "The audio is not in the object store.");
    }
  }

  private static String type(Path file) {
    String name = file.toString();
    String suffix = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return AUDIO_TYPES.getOrDefault(suffix, "application/octet-stream");
  }

  private Track existing(String trackId) {
    return queries
        .track(trackId)
        .orElseThrow(
            () ->
                new Problem(
                    404, "Not Found", "There is no track '" + trackId + "' in the catalogue."));
  }
}
