// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.Backbone;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Hears each clip on the thread that brings it: as many at a time as there are threads. */
final class DirectInference implements Inference {
  private final Backbone backbone;
  private final EmbedderMetrics metrics;

  DirectInference(Backbone backbone, EmbedderMetrics metrics) {
    this.backbone = backbone;
    this.metrics = metrics;
  }

  /** Nothing waits: each thread holds the track that it works on. */
  @Override
  public void awaitRoom() {}

  @Override
  public CompletableFuture<float[]> hear(Waveform clip, boolean urgent) {
    try {
      return CompletableFuture.completedFuture(
          metrics.embedding(1, () -> backbone.embed(List.of(clip))[0]));
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void stop() {}

  /** Whoever is still in the backbone must be waited for before. */
  @Override
  public void close() {
    backbone.close();
  }
}
