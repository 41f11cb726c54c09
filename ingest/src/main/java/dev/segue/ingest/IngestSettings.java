// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What the gateway takes at once, and how long it waits for the broker. */
@ConfigMapping(prefix = "ingest")
public interface IngestSettings {
  /** The most plays in one NDJSON batch. */
  @WithDefault("10000")
  int maxBatchLines();

  /** The largest NDJSON batch, in bytes. */
  @WithDefault("4194304")
  long maxBatchBytes();

  /** The largest play sent as {@code application/json}, in bytes. */
  @WithDefault("65536")
  int maxPlayBytes();

  /** The largest metadata of a track, lyrics included, in bytes. */
  @WithDefault("1048576")
  int maxTrackBytes();

  /** Bytes of JSON that are parsed or wait for the broker at once; beyond, the answer is 503. */
  @WithDefault("33554432")
  long maxParsedBytes();

  /** The longest line of a batch, in bytes. */
  @WithDefault("65536")
  int maxLineBytes();

  /** Events that wait for the broker at once; beyond, the gateway answers 429. */
  @WithDefault("50000")
  int maxInFlight();

  /** How long the producer tries to deliver an event before the gateway answers 503. */
  @WithDefault("10s")
  Duration deliveryTimeout();

  /** How long a send may wait for topic metadata or buffer space. */
  @WithDefault("2s")
  Duration maxBlock();

  /** What {@code Retry-After} says with a 429 or a 503; whole seconds. */
  @WithDefault("2s")
  Duration retryAfter();
}
