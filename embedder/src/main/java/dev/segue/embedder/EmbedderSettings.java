// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The settings of the embedder, under {@code embedder.}; durations are ISO 8601. */
@ConfigMapping(prefix = "embedder")
public interface EmbedderSettings {
  /** Which backbone hears the tracks. */
  @WithDefault("mfcc")
  String backbone();

  /** How many tracks are worked on at a time; 0 is half of the processors, at least 1. */
  @WithDefault("0")
  int threads();

  /** How many tracks of one thread go through the backbone together. */
  @WithDefault("8")
  int batchSize();

  /** The decoded audio after which a thread's batch is full, whatever its size. */
  @WithDefault("PT5M")
  Duration batchAudio();

  /** How long a batch waits for more tracks once it has one. */
  @WithDefault("PT0.01S")
  Duration batchWait();

  /** The longest audio. */
  @WithDefault("PT15M")
  Duration maxDuration();

  /** The most channels. */
  @WithDefault("8")
  int maxChannels();

  /** The largest file, in bytes. */
  @WithDefault("268435456")
  long maxBytes();

  /** How long decoding one file may take. */
  @WithDefault("PT1M")
  Duration decodeTimeout();

  /** How much disk the cache may take, in bytes. */
  @WithDefault("1073741824")
  long maxCacheBytes();
}
