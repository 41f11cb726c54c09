// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest;

import dev.segue.runtime.config.Range;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What the gateway takes at once, and how long it waits for the broker. */
@ConfigMapping(prefix = "ingest")
public interface IngestSettings {
  /** The most plays in one NDJSON batch. */
  @WithDefault("10000")
  @Range(min = "1", max = "1000000")
  int maxBatchLines();

  /** The largest NDJSON batch, in bytes. */
  @WithDefault("4194304")
  @Range(min = "1", max = "1073741824")
  long maxBatchBytes();

  /** The largest play sent as {@code application/json}, in bytes. */
  @WithDefault("65536")
  @Range(min = "1", max = "16777216")
  int maxPlayBytes();

  /** The largest metadata of a track, lyrics included, in bytes. */
  @WithDefault("1048576")
  @Range(min = "1", max = "16777216")
  int maxTrackBytes();

  /** Bytes of JSON that are parsed or wait for the broker at once; beyond, the answer is 503. */
  @WithDefault("33554432")
  @Range(min = "1", max = "17179869184")
  long maxParsedBytes();

  /** The longest line of a batch, in bytes. */
  @WithDefault("65536")
  @Range(min = "1", max = "16777216")
  int maxLineBytes();

  /** Events that wait for the broker at once; beyond, the gateway answers 429. */
  @WithDefault("50000")
  @Range(min = "1", max = "10000000")
  int maxInFlight();

  /** How long the producer tries to deliver an event before the gateway answers 503. */
  @WithDefault("10s")
  @Range(min = "100ms", max = "10m")
  Duration deliveryTimeout();

  /** How long a send may wait for topic metadata or buffer space. */
  @WithDefault("2s")
  @Range(min = "0s", max = "10m")
  Duration maxBlock();

  /** What {@code Retry-After} says with a 429 or a 503; whole seconds. */
  @WithDefault("2s")
  @Range(min = "1s", max = "1h")
  Duration retryAfter();
}
