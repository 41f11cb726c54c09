// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicnn;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The sizes of a MusiCNN.
 *
 * @param sampleRate in Hz
 * @param fftSize window and transform, in samples
 * @param hop from frame to frame, in samples
 * @param mels mel filters
 * @param patchFrames frames that the network hears together
 * @param patchHop frames from patch to patch
 * @param timbralFilters of each of the two filter sizes over several mels
 * @param temporalFilters of each of the three filter sizes over one mel
 * @param midFilters of each layer of the middle
 * @param units values of the penultimate layer, which are the embedding
 * @param tags that it was trained to tell
 * @param epsilon of the batch norms
 */
record MusicnnConfig(
    int sampleRate,
    int fftSize,
    int hop,
    int mels,
    int patchFrames,
    int patchHop,
    int timbralFilters,
    int temporalFilters,
    int midFilters,
    int units,
    int tags,
    double epsilon) {
  /** As published, for both data sets: 792,079 values. */
  static final MusicnnConfig PUBLISHED =
      new MusicnnConfig(16_000, 512, 256, 96, 187, 187, 204, 51, 64, 200, 50, 1e-3);

  /** Filters of each size for {@code num_filt_frontend} = 1: multiples of it are rounded down. */
  private static final int TIMBRAL = 128;

  private static final int TEMPORAL = 32;

  MusicnnConfig {
    if (sampleRate < 1 || fftSize < 2 || fftSize % 2 != 0 || hop < 1 || mels < 3) {
      throw new IllegalArgumentException(
          "no spectrum has sr %d, n_fft %d (even), hop %d and n_mels %d (at least 3)"
              .formatted(sampleRate, fftSize, hop, mels));
    }
    if (patchFrames < 1 || patchHop < 1 || epsilon <= 0) {
      throw new IllegalArgumentException(
          "patch_frames %d, patch_hop %d and bn_epsilon %s must be positive"
              .formatted(patchFrames, patchHop, epsilon));
    }
    if (Math.min(timbralFilters, temporalFilters) < 1
        || Math.min(midFilters, Math.min(units, tags)) < 1) {
      throw new IllegalArgumentException(
          "%d timbral, %d temporal and %d middle filters, %d units and %d tags must be positive"
              .formatted(timbralFilters, temporalFilters, midFilters, units, tags));
    }
  }

  /** The published sizes but for those that a {@code config.json} names. */
  static MusicnnConfig of(JsonNode json) {
    double width = json.path("num_filt_frontend").asDouble(0);
    int timbral = width > 0 ? (int) (width * TIMBRAL) : PUBLISHED.timbralFilters;
    int temporal = width > 0 ? (int) (width * TEMPORAL) : PUBLISHED.temporalFilters;
    return new MusicnnConfig(
        json.path("sr").asInt(PUBLISHED.sampleRate),
        json.path("n_fft").asInt(PUBLISHED.fftSize),
        json.path("hop").asInt(PUBLISHED.hop),
        json.path("n_mels").asInt(PUBLISHED.mels),
        json.path("patch_frames").asInt(PUBLISHED.patchFrames),
        json.path("patch_hop").asInt(PUBLISHED.patchHop),
        json.path("timbral_filters").asInt(timbral),
        json.path("temporal_filters").asInt(temporal),
        json.path("num_filt_midend").asInt(PUBLISHED.midFilters),
        json.path("num_units_backend").asInt(PUBLISHED.units),
        json.path("num_classes").asInt(PUBLISHED.tags),
        json.path("bn_epsilon").asDouble(PUBLISHED.epsilon));
  }

  /** Values of a frame after the front end. */
  int frontFeatures() {
    return 2 * timbralFilters + 3 * temporalFilters;
  }

  /** Values of a frame in all layers together. */
  int features() {
    return frontFeatures() + 3 * midFilters;
  }

  /** The fewest samples that fill a patch. */
  int shortest() {
    return (patchFrames - 1) * hop;
  }

  /** How many whole patches so many frames make. */
  int patches(int frames) {
    return frames < patchFrames ? 0 : (frames - patchFrames) / patchHop + 1;
  }
}
