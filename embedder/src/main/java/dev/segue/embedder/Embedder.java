// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.EmbedderClients.OtherRevisions;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.cache.EmbeddingCache;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.health.Health;
import dev.segue.runtime.http.Endpoints;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the tracks topic, listens to each track's audio and publishes what its backbone heard.
 *
 * <p>Every record ends as an embedding, as a tombstone, as nothing (a track without audio) or in
 * the dead-letter topic with its reason; its offset is committed after the broker acknowledged
 * that. A crash in between repeats some work, from the cache, and loses nothing. When Kafka fails,
 * the clients are closed and opened again until it is back.
 *
 * <p>The consumer group belongs to a revision of the backbone: with another clip, layer, precision
 * or other weights every track is heard again.
 */
public final class Embedder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Embedder.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final EmbedderSettings settings;
  private final Topics topics;
  private final JobWorker jobs;
  private final TrackEmbedder embedder;
  private final EmbedderMetrics metrics;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Supplier<Producer<byte[], byte[]>> producers;
  private final FirstHearing hearing;
  private final Housekeeping housekeeping;
  private final int decoders;
  private final ExecutorService executor;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread worker;
  private volatile Consumer<byte[], byte[]> consumer;
  private volatile Throwable failure;

  Embedder(
      EmbedderSettings settings,
      Topics topics,
      ObjectStore store,
      TrackEmbedder embedder,
      Attempts attempts,
      EmbedderMetrics metrics,
      Supplier<Consumer<byte[], byte[]>> consumers,
      Supplier<Producer<byte[], byte[]>> producers,
      Supplier<OtherRevisions> forgetOtherRevisions) {
    this.settings = settings;
    this.topics = topics;
    this.jobs = new JobWorker(new TrackReader(store), embedder, attempts);
    this.embedder = embedder;
    this.metrics = metrics;
    this.consumers = consumers;
    this.producers = producers;
    this.hearing = new FirstHearing(embedder.backbone().revision());
    this.housekeeping = new Housekeeping(hearing, forgetOtherRevisions);
    metrics.hearing(hearing, FirstHearing::remaining);
    this.decoders = Decoders.ofService(settings);
    this.executor = Executors.newFixedThreadPool(decoders, Embedder::decoderThread);
    this.worker = new Thread(this::run, "embedder-" + embedder.backbone().name());
  }

  /**
   * Prepares an embedder; nothing is read before {@link #start}.
   *
   * @param store where the tracks' audio lies
   * @param cacheFolder for what is known already; no other embedder may use it; beside it, under
   *     its name and {@code -attempts}, lies what is in work
   * @throws IllegalArgumentException if the settings name no backbone or make no sense
   * @throws IOException if the cache folder or the backbone's weights cannot be used
   */
  public static Embedder create(
      EmbedderSettings settings,
      KafkaSettings kafka,
      Topics topics,
      ObjectStore store,
      Path cacheFolder,
      MeterRegistry metrics)
      throws IOException {
    Backbone backbone = TrackEmbedder.open(settings);
    int capacity = Decoders.tracks(settings, Decoders.ofService(settings));
    EmbedderClients clients = new EmbedderClients(kafka, topics, backbone, capacity);
    EmbedderMetrics meters = new EmbedderMetrics(metrics);
    EmbeddingCache cache = EmbeddingCache.open(cacheFolder, settings.maxCacheBytes());
    return new Embedder(
        settings,
        topics,
        store,
        TrackEmbedder.create(settings, backbone, cache, meters),
        new Attempts(attemptsFolder(cacheFolder), settings.maxAttempts(), capacity),
        meters,
        clients::consumer,
        clients::producer,
        clients::forgetOtherRevisions);
  }

  private static Path attemptsFolder(Path cacheFolder) {
    return cacheFolder.resolveSibling(cacheFolder.getFileName() + "-attempts");
  }

  /** Begins to work, on threads of its own. */
  public void start() {
    worker.start();
    LOG.info("{} reads {}", this, topics.tracks());
  }

  /** Whether it works; if not, the last failure. */
  public Health check() {
    Throwable last = failure;
    if (last != null) {
      return Health.down("trying again after: " + last);
    }
    if (!worker.isAlive()) {
      return Health.down("not running");
    }
    return hearing.text().map(how -> new Health(true, how)).orElse(Health.UP);
  }

  /** {@code POST /v1/embeddings}: what its backbone hears in a clip. */
  public Endpoints endpoints() {
    return new EmbeddingEndpoints(embedder, settings);
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    while (!isStopping()) {
      try {
        runSession();
      } catch (WakeupException e) {
        LOG.debug("woken up to stop");
      } catch (RuntimeException | Error e) {
        pause = failure == null ? FIRST_PAUSE : longer(pause);
        failure = e;
        LOG.error("the embedder failed and begins again in {} ms", pause.toMillis(), e);
        sleep(pause);
      }
    }
  }

  private void runSession() {
    try (Producer<byte[], byte[]> producer = producers.get();
        Consumer<byte[], byte[]> opened = consumers.get()) {
      consumer = opened;
      EmbedderSession session = session(opened, producer);
      session.subscribe(topics.tracks());
      try {
        while (!isStopping()) {
          housekeeping.run();
          session.runOnce();
          failure = null;
        }
      } finally {
        session.cancel();
      }
    }
  }

  FirstHearing hearing() {
    return hearing;
  }

  EmbedderSession session(Consumer<byte[], byte[]> opened, Producer<byte[], byte[]> producer) {
    return new EmbedderSession(
        opened,
        new Publisher(producer, topics, embedder.backbone()),
        job -> executor.execute(() -> jobs.work(job)),
        metrics,
        hearing,
        Decoders.tracks(settings, decoders));
  }

  /** Stops after what is being decoded right now, without committing it; closes everything. */
  @Override
  public void close() {
    stopping.countDown();
    Consumer<byte[], byte[]> open = consumer;
    if (open != null) {
      open.wakeup();
    }
    try {
      worker.join(CLOSE_TIMEOUT.toMillis());
      executor.shutdown();
      embedder.stop();
      if (!executor.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("a track is still being decoded; leaving it behind");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    embedder.close();
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private void sleep(Duration pause) {
    try {
      stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      stopping.countDown();
    }
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private static Thread decoderThread(Runnable task) {
    Thread thread = new Thread(task, "embedder-decoder");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public String toString() {
    return "Embedder[" + embedder + ", " + decoders + " decoders]";
  }
}
