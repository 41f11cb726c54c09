// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.Backbone;
import java.util.concurrent.CompletableFuture;

/** The way of all clips to the backbone. Thread-safe. */
interface Inference extends AutoCloseable {
  /** As the backbone wants it: where it is called, or on one thread for all. */
  static Inference of(Backbone backbone, EmbedderSettings settings, EmbedderMetrics metrics) {
    return backbone.isParallel()
        ? new DirectInference(backbone, metrics)
        : BatchedInference.start(backbone, settings, metrics);
  }

  /** Waits while as much decoded audio waits as may. */
  void awaitRoom();

  /**
   * Hears a clip.
   *
   * @param urgent whether somebody waits for this one: it goes before all that are not
   * @return {@code [dimension]}, or what kept the backbone from it
   */
  CompletableFuture<float[]> hear(Waveform clip, boolean urgent);

  /** Takes no more clips; those that wait fail. */
  void stop();

  /** Stops; the backbone is closed when the last batch is out of it. */
  @Override
  void close();
}
