// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.audio.AudioDecoder;
import dev.segue.embedder.audio.AudioException;
import dev.segue.embedder.audio.AudioException.Reason;
import dev.segue.embedder.audio.DecodeLimits;
import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.Backbones;
import dev.segue.embedder.cache.EmbeddingCache;
import dev.segue.runtime.storage.ObjectStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Turns audio files into vectors, with or without a cache, without Kafka. Thread-safe. */
public final class TrackEmbedder implements AutoCloseable {
  private final AudioDecoder decoder;
  private final Backbone backbone;
  private final Optional<EmbeddingCache> cache;
  private final EmbedderMetrics metrics;

  private TrackEmbedder(
      EmbedderSettings settings,
      Backbone backbone,
      Optional<EmbeddingCache> cache,
      EmbedderMetrics metrics) {
    this.decoder =
        new AudioDecoder(
            new DecodeLimits(
                settings.maxDuration(),
                settings.maxChannels(),
                settings.maxBytes(),
                settings.decodeTimeout()));
    this.backbone = backbone;
    this.cache = cache;
    this.metrics = metrics;
  }

  /**
   * With the backbone of the settings and no cache.
   *
   * @throws IllegalArgumentException if there is no such backbone
   * @throws IOException if its weights are not there or cannot be used
   */
  public static TrackEmbedder create(EmbedderSettings settings) throws IOException {
    return create(settings, open(settings));
  }

  /** With this backbone, which is closed with it, and no cache. */
  public static TrackEmbedder create(EmbedderSettings settings, Backbone backbone) {
    MeterRegistry nowhere = new SimpleMeterRegistry();
    return new TrackEmbedder(settings, backbone, Optional.empty(), new EmbedderMetrics(nowhere));
  }

  /** With this backbone and this cache, which are closed with it. */
  public static TrackEmbedder create(
      EmbedderSettings settings, Backbone backbone, EmbeddingCache cache) {
    return create(settings, backbone, cache, new EmbedderMetrics(new SimpleMeterRegistry()));
  }

  /** With a cache, which is closed with it, as the backbone is. */
  static TrackEmbedder create(
      EmbedderSettings settings, Backbone backbone, EmbeddingCache cache, EmbedderMetrics metrics) {
    return new TrackEmbedder(settings, backbone, Optional.of(cache), metrics);
  }

  static Backbone open(EmbedderSettings settings) throws IOException {
    return Backbones.type(settings.backbone()).open(EmbedderSettings.options(settings));
  }

  /** What hears the audio. */
  public Backbone backbone() {
    return backbone;
  }

  /**
   * Embeds one file.
   *
   * @throws AudioException if the audio is refused; {@link AudioException#reason()} says why
   */
  public EmbeddedAudio embed(Path audio) throws AudioException {
    PreparedAudio prepared = prepare(audio, Optional.empty());
    if (prepared.known().isPresent()) {
      return prepared.known().get();
    }
    return finish(prepared, embed(List.of(prepared.waveform().orElseThrow()))[0]);
  }

  /**
   * Does all that comes before the backbone.
   *
   * @param expected the SHA-256 that the file's bytes must have, if it is known
   */
  PreparedAudio prepare(Path audio, Optional<String> expected) throws AudioException {
    decoder.checkFile(audio);
    String sha256 = sha256(audio);
    if (expected.isPresent() && !expected.get().equalsIgnoreCase(sha256)) {
      throw new AudioException(
          Reason.CHANGED,
          "the audio changed: the track says SHA-256 %s, the file has %s"
              .formatted(expected.get(), sha256));
    }
    Optional<EmbeddedAudio> known =
        cache
            .flatMap(open -> open.get(key(sha256)))
            .filter(vector -> vector.length == backbone.dimension())
            .map(vector -> new EmbeddedAudio(sha256, vector, true));
    return known.isPresent()
        ? new PreparedAudio(sha256, known, Optional.empty())
        : new PreparedAudio(sha256, known, Optional.of(decode(audio)));
  }

  /** The backbone's vectors of a batch, {@code [batch][dimension]}, not yet checked. */
  float[][] embed(List<Waveform> batch) {
    return metrics.embedding(() -> backbone.embed(batch));
  }

  /** Checks the vector of this audio and remembers it. */
  EmbeddedAudio finish(PreparedAudio prepared, float[] vector) throws AudioException {
    for (float value : vector) {
      if (!Float.isFinite(value)) {
        throw new AudioException(
            Reason.NOT_FINITE, "the audio's embedding has a value that is " + value);
      }
    }
    cache.ifPresent(open -> open.put(key(prepared.sha256()), vector));
    return new EmbeddedAudio(prepared.sha256(), vector, false);
  }

  private Waveform decode(Path audio) throws AudioException {
    long start = System.nanoTime();
    Waveform waveform = decoder.decode(audio, backbone.sampleRate(), backbone.clip());
    metrics.decoded(System.nanoTime() - start, waveform.seconds());
    return waveform;
  }

  private static String sha256(Path audio) throws AudioException {
    try {
      return ObjectStore.sha256(audio);
    } catch (IOException e) {
      throw new AudioException(Reason.UNREADABLE, "the audio file cannot be read: " + e, e);
    }
  }

  private EmbeddingCache.Key key(String sha256) {
    return new EmbeddingCache.Key(sha256, backbone.name(), backbone.revision());
  }

  @Override
  public void close() {
    cache.ifPresent(EmbeddingCache::close);
    backbone.close();
  }

  @Override
  public String toString() {
    return "TrackEmbedder[" + backbone.name() + " " + backbone.revision() + ", " + decoder + "]";
  }
}
