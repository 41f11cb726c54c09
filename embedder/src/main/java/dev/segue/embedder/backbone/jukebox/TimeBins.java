// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.jukebox;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Which rows of the tables of times belong to a clip. Jukebox is told how long the track is and
 * where the clip lies in it; jukemirlib says for every track that it lasts 62 s and that this is
 * its beginning. All arithmetic is in float32, as there.
 */
record TimeBins(long total, List<Long> absolute, List<Long> relative) {
  /** A little more than the shortest track that Jukebox was trained on. */
  private static final int TRACK_SECONDS = 62;

  static TimeBins of(JukeboxConfig config) {
    PriorConfig prior = config.prior();
    int hop = config.vqvae().hop();
    float trackSamples = TRACK_SECONDS * config.sampleRate() / hop * hop;
    float clipSamples = prior.context() * hop;
    float shortest = (float) (prior.shortestTrack() * config.sampleRate());
    float longest = (float) (prior.longestTrack() * config.sampleRate());
    return new TimeBins(
        bin(prior, (trackSamples - shortest) / (longest - shortest)),
        bins(prior, clipSamples, longest),
        bins(prior, clipSamples / trackSamples, 1));
  }

  private static List<Long> bins(PriorConfig prior, float end, float range) {
    return IntStream.range(0, prior.context())
        .mapToObj(i -> bin(prior, end * ((float) i / prior.context()) / range))
        .toList();
  }

  private static long bin(PriorConfig prior, float share) {
    long bin = (long) Math.floor(prior.timeBins() * share);
    if (bin < 0 || bin >= prior.timeBins()) {
      throw new IllegalArgumentException(
          "min_duration and max_duration do not hold a track of %d s".formatted(TRACK_SECONDS));
    }
    return bin;
  }
}
