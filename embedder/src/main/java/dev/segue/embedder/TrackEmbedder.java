// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.audio.AudioDecoder;
import dev.segue.embedder.audio.AudioException;
import dev.segue.embedder.audio.AudioException.Reason;
import dev.segue.embedder.audio.AudioMemory;
import dev.segue.embedder.audio.DecodeLimits;
import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.embedder.backbone.BackboneType;
import dev.segue.embedder.backbone.Backbones;
import dev.segue.embedder.backbone.HalfPrecision;
import dev.segue.embedder.cache.EmbeddingCache;
import dev.segue.nn.torch.Torch;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Vectors;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Turns audio files into vectors, with or without a cache, without Kafka. Thread-safe. */
public final class TrackEmbedder implements AutoCloseable {
  /** A quarter: broker, Flink and Kafka Streams may live in the same heap. */
  private static final int HEAP_SHARE = 4;

  private final AudioDecoder decoder;
  private final AudioMemory memory;
  private final FilesAhead files;
  private final Backbone backbone;
  private final Inference inference;
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
    this.memory = AudioMemory.of(audioMemory(settings));
    this.backbone = backbone;
    int decoders = Decoders.ofTool(settings, backbone);
    this.files = new FilesAhead(decoders, Decoders.tracks(settings, decoders));
    this.inference = Inference.of(backbone, settings, metrics);
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

  /**
   * Opens the backbone of the settings; the caller closes it. Where no precision is set, a network
   * computes in half precision on a GPU if that is close enough, see {@link HalfPrecision}.
   *
   * @throws IllegalArgumentException if there is no such backbone, or an option makes no sense
   * @throws IOException if its weights are not there or cannot be used
   */
  public static Backbone open(EmbedderSettings settings) throws IOException {
    BackboneType type = Backbones.type(settings.backbone());
    BackboneOptions options = EmbedderSettings.options(settings);
    // PyTorch is not started for a backbone that has no weights.
    boolean free = type.needsWeights() && options.precision().isEmpty();
    return free && Torch.device().isGpu() ? HalfPrecision.open(type, options) : type.open(options);
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
    try {
      return hear(audio, Optional.empty()).join();
    } catch (CompletionException e) {
      throw FilesAhead.refusal(e.getCause());
    }
  }

  /**
   * Embeds many files, as fast as the machine can: decoding is on threads of its own, and the
   * backbone hears batches of clips of one length. The vectors are those of {@link #embed}.
   *
   * @param listener told of every file in the order of the list, by the thread that calls this
   * @throws InterruptedException if the thread is interrupted; what is not begun is not done
   */
  public void embedAll(List<Path> audio, FileListener<EmbeddedAudio> listener)
      throws InterruptedException {
    files.run(audio, file -> hear(file, Optional.empty()), listener);
  }

  /**
   * Decodes a file and lets the backbone hear it. Waits before that while too much audio waits for
   * the backbone.
   *
   * @param expected the SHA-256 that the file's bytes must have, if it is known
   * @return completes exceptionally with an {@link AudioException} if the embedding is refused
   */
  CompletableFuture<EmbeddedAudio> hear(Path audio, Optional<String> expected)
      throws AudioException {
    decoder.checkFile(audio);
    String sha256 = sha256(audio);
    if (expected.isPresent() && !expected.get().equalsIgnoreCase(sha256)) {
      throw new AudioException(
          Reason.CHANGED,
          "the audio changed: the track says SHA-256 %s, the file has %s"
              .formatted(expected.get(), sha256));
    }
    Optional<float[]> known = cache.flatMap(open -> open.get(key(sha256))).filter(this::fits);
    if (known.isPresent()) {
      return CompletableFuture.completedFuture(new EmbeddedAudio(sha256, known.get(), true));
    }
    inference.awaitRoom();
    return hear(audio, false)
        .vector()
        .thenApply(
            vector -> {
              cache.ifPresent(open -> open.put(key(sha256), vector));
              return new EmbeddedAudio(sha256, vector, false);
            });
  }

  /**
   * The same for a clip that somebody waits for, before all others. The cache is left to the
   * catalogue: it is not asked and keeps nothing of this.
   */
  CompletableFuture<HeardClip> hearNow(Path audio) throws AudioException {
    decoder.checkFile(audio);
    String sha256 = sha256(audio);
    Hearing hearing = hear(audio, true);
    return hearing.vector().thenApply(vector -> new HeardClip(sha256, hearing.seconds(), vector));
  }

  private record Hearing(double seconds, CompletableFuture<float[]> vector) {}

  /** Holds the memory of the decoded audio until the backbone has heard it. */
  private Hearing hear(Path audio, boolean urgent) throws AudioException {
    AudioMemory.Share share = memory.open();
    try {
      Waveform decoded = decode(audio, share);
      return new Hearing(
          decoded.seconds(), hear(decoded, urgent).whenComplete((vector, e) -> share.close()));
    } catch (AudioException | RuntimeException | Error e) {
      share.close();
      throw e;
    }
  }

  private CompletableFuture<float[]> hear(Waveform decoded, boolean urgent) {
    List<Waveform> pieces = backbone.clip().pieces(decoded);
    List<CompletableFuture<float[]>> vectors =
        pieces.stream().map(piece -> inference.hear(piece, urgent)).toList();
    return CompletableFuture.allOf(vectors.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done ->
                usable(
                    WeightedMean.of(
                        vectors.stream().map(CompletableFuture::join).toList(), pieces)));
  }

  /** What was kept before a change of the code may be neither. */
  private boolean fits(float[] vector) {
    return vector.length == backbone.dimension() && Vectors.problem(vector).isEmpty();
  }

  private static float[] usable(float[] vector) {
    Vectors.problem(vector)
        .ifPresent(
            problem -> {
              throw new CompletionException(new AudioException(Reason.UNUSABLE_VECTOR, problem));
            });
    return vector;
  }

  private Waveform decode(Path audio, AudioMemory.Share share) throws AudioException {
    long start = System.nanoTime();
    Waveform waveform = decoder.decode(audio, backbone.sampleRate(), backbone.clip(), share);
    metrics.decoded(System.nanoTime() - start, waveform.seconds());
    return waveform;
  }

  private static long audioMemory(EmbedderSettings settings) {
    return settings.audioMemory() == 0
        ? Runtime.getRuntime().maxMemory() / HEAP_SHARE
        : settings.audioMemory();
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

  /** Takes no more work; what waits for the backbone fails. */
  void stop() {
    inference.stop();
  }

  @Override
  public void close() {
    inference.close();
    cache.ifPresent(EmbeddingCache::close);
  }

  @Override
  public String toString() {
    return "TrackEmbedder[" + backbone.name() + " " + backbone.revision() + ", " + decoder + "]";
  }
}
