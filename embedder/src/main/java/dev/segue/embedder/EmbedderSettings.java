// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.nn.torch.Precision;
import dev.segue.runtime.config.Matches;
import dev.segue.runtime.config.Patterns;
import dev.segue.runtime.config.Range;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** The settings of the embedder, under {@code embedder.}; durations are ISO 8601. */
@ConfigMapping(prefix = "embedder")
public interface EmbedderSettings {
  /** Which backbone hears the tracks. */
  @WithDefault("mfcc")
  @Matches(value = Patterns.NAME, says = Patterns.NAME_SAYS)
  String backbone();

  /** The folder of the models' weights, one sub-folder a backbone. */
  @WithDefault("segue-data/models")
  Path models();

  /** A file of weights, or a folder with them, to use instead of the one under {@link #models}. */
  Optional<Path> weights();

  /** The layer that the embedding is taken of; the backbone's own choice if unset. */
  @Range(min = "0", max = "1000")
  OptionalInt layer();

  /** Whether to repeat what the reference study's code did, mistakes included. */
  @WithDefault("false")
  boolean studyExact();

  /** What the network computes in: float32, bfloat16 or float16; what suits the device if unset. */
  Optional<Precision> precision();

  /**
   * Which part of a track is heard: {@code first:30s}, {@code centre:30s}, {@code windows:30s} or
   * {@code whole}; the backbone's own choice if unset.
   */
  Optional<@WithConverter(ClipConverter.class) Clip> clip();

  /** How many tracks are decoded at a time; 0 is half of the processors, at least 1. */
  @WithDefault("0")
  @Range(min = "0", max = "1024")
  int threads();

  /** How many clips of one length go through the backbone together, at most. */
  @WithDefault("8")
  @Range(min = "1", max = "4096")
  int batchSize();

  /** How much audio goes through the backbone together, at most, but for a single clip. */
  @WithDefault("PT5M")
  @Range(min = "1s", max = "1d")
  Duration batchAudio();

  /** How much decoded audio waits for the backbone before decoding pauses. */
  @WithDefault("PT10M")
  @Range(min = "1s", max = "1d")
  Duration bufferAudio();

  /**
   * Heap memory for decoded audio of all tracks in work, in bytes; 0 is a quarter of the largest
   * heap.
   */
  @WithDefault("0")
  @Range(min = "0", max = "1099511627776")
  long audioMemory();

  /**
   * How often a track is begun if the process ends, or runs out of memory, while it is in work;
   * after that it goes to the dead letters.
   */
  @WithDefault("5")
  @Range(min = "1", max = "1000")
  int maxAttempts();

  /** The longest audio. */
  @WithDefault("PT15M")
  @Range(min = "1s", max = "1d")
  Duration maxDuration();

  /** The most channels. */
  @WithDefault("8")
  @Range(min = "1", max = "64")
  int maxChannels();

  /** The largest file, in bytes. */
  @WithDefault("268435456")
  @Range(min = "1", max = "17179869184")
  long maxBytes();

  /** How long decoding one file may take. */
  @WithDefault("PT1M")
  @Range(min = "1ms", max = "1h")
  Duration decodeTimeout();

  /** The largest clip that is taken over HTTP, in bytes. */
  @WithDefault("67108864")
  @Range(min = "1", max = "1073741824")
  long maxRequestBytes();

  /** How many clips are worked on for HTTP at a time; more are turned away. */
  @WithDefault("4")
  @Range(min = "1", max = "1024")
  int maxRequests();

  /** How much disk the cache may take, in bytes. */
  @WithDefault("1073741824")
  @Range(min = "0", max = "1099511627776")
  long maxCacheBytes();

  /** How the backbone is opened. */
  static BackboneOptions options(EmbedderSettings settings) {
    return new BackboneOptions(
        settings.models(),
        settings.weights(),
        settings.layer(),
        settings.studyExact(),
        settings.precision(),
        settings.clip());
  }
}
