// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.ClipQueue.Waiting;
import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.Backbone;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that hears for all. Whenever it is free it takes the clip that waits longest, with
 * others of the same length: while the backbone is what everything waits for, batches are full by
 * themselves, and otherwise nothing waits for a batch to fill.
 *
 * <p>A batch for which memory is short is halved, and no later one is larger than its halves.
 */
final class BatchedInference implements Inference {
  private static final Logger LOG = LoggerFactory.getLogger(BatchedInference.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final Backbone backbone;
  private final EmbedderMetrics metrics;
  private final ClipQueue queue;
  private final Thread thread;
  private int most;

  private BatchedInference(Backbone backbone, EmbedderSettings settings, EmbedderMetrics metrics) {
    this.backbone = backbone;
    this.metrics = metrics;
    this.queue = new ClipQueue(settings.bufferAudio(), settings.batchAudio());
    this.most = settings.batchSize();
    this.thread = new Thread(this::run, "embedder-inference");
    thread.setDaemon(true);
  }

  static BatchedInference start(
      Backbone backbone, EmbedderSettings settings, EmbedderMetrics metrics) {
    BatchedInference inference = new BatchedInference(backbone, settings, metrics);
    metrics.waiting(inference.queue, ClipQueue::seconds);
    inference.thread.start();
    return inference;
  }

  @Override
  public void awaitRoom() {
    queue.awaitRoom();
  }

  @Override
  public CompletableFuture<float[]> hear(Waveform clip, boolean urgent) {
    Waiting waiting = new Waiting(clip, new CompletableFuture<>());
    if (!queue.add(waiting, urgent)) {
      waiting.vector().completeExceptionally(closed());
    }
    return waiting.vector();
  }

  private void run() {
    try {
      for (List<Waiting> batch = queue.take(most); !batch.isEmpty(); batch = queue.take(most)) {
        hear(batch);
        queue.done(batch);
      }
    } finally {
      backbone.close();
    }
  }

  private void hear(List<Waiting> batch) {
    try {
      complete(batch);
    } catch (RuntimeException | Error e) {
      if (batch.size() == 1) {
        batch.get(0).vector().completeExceptionally(e);
      } else if (OutOfMemory.causes(e)) {
        halve(batch, e);
      } else if (e instanceof Error) {
        batch.forEach(clip -> clip.vector().completeExceptionally(e));
      } else {
        // One clip may have spoilt it for all.
        LOG.warn("a batch of {} failed and is tried one by one", batch.size(), e);
        batch.forEach(clip -> hear(List.of(clip)));
      }
    }
  }

  private void complete(List<Waiting> batch) {
    float[][] vectors =
        metrics.embedding(
            batch.size(), () -> backbone.embed(batch.stream().map(Waiting::clip).toList()));
    if (vectors.length != batch.size()) {
      throw new IllegalStateException(
          "%s gave %d vectors for %d clips"
              .formatted(backbone.name(), vectors.length, batch.size()));
    }
    for (int i = 0; i < vectors.length; i++) {
      batch.get(i).vector().complete(vectors[i]);
    }
  }

  private void halve(List<Waiting> batch, Throwable cause) {
    int half = batch.size() / 2;
    most = Math.min(most, half);
    metrics.halved();
    LOG.warn(
        "memory is short for {} clips at a time; from now on it is at most {}: {}",
        batch.size(),
        most,
        cause.toString());
    hear(batch.subList(0, half));
    hear(batch.subList(half, batch.size()));
  }

  private static IllegalStateException closed() {
    return new IllegalStateException("the embedder is closed");
  }

  @Override
  public void stop() {
    queue.close().forEach(clip -> clip.vector().completeExceptionally(closed()));
  }

  /** Waits a while for the batch in work; if that takes longer, the thread closes the backbone. */
  @Override
  public void close() {
    stop();
    try {
      thread.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
