// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.backbone.Backbone;

/** How many threads decode, and how many tracks they may be ahead of the backbone. */
final class Decoders {
  /** Tracks in work for each decoder, in batches: enough that neither side waits for the other. */
  private static final int BATCHES_IN_WORK = 4;

  private Decoders() {}

  /**
   * Of a service, which leaves half of the machine to the others.
   *
   * @throws IllegalArgumentException if the settings make no sense
   */
  static int ofService(EmbedderSettings settings) {
    check(settings);
    return settings.threads() > 0 ? settings.threads() : half();
  }

  /**
   * Of a tool, which has the machine for itself.
   *
   * @throws IllegalArgumentException if the settings make no sense
   */
  static int ofTool(EmbedderSettings settings, Backbone backbone) {
    check(settings);
    if (settings.threads() > 0) {
      return settings.threads();
    }
    // Where the decoding threads are the backbone, too, no other one needs a processor.
    return backbone.isParallel() ? Runtime.getRuntime().availableProcessors() : half();
  }

  /** Tracks in work at a time, at most. */
  static int tracks(EmbedderSettings settings, int decoders) {
    return BATCHES_IN_WORK * decoders * settings.batchSize();
  }

  private static int half() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  private static void check(EmbedderSettings settings) {
    if (settings.threads() < 0 || settings.batchSize() < 1) {
      throw new IllegalArgumentException(
          "embedder.threads must be at least 0 and embedder.batch-size at least 1, not %d and %d"
              .formatted(settings.threads(), settings.batchSize()));
    }
  }
}
