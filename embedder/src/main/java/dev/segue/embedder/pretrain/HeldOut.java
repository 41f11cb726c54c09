// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.pretrain;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A catalogue divided into tracks to train on and tracks to measure with.
 *
 * @param train in the catalogue's order
 * @param heldOut in the catalogue's order
 */
record HeldOut(List<MelFile> train, List<MelFile> heldOut) {
  /** More than these tell nothing new and take long. */
  private static final int MOST = 256;

  /** Fewer than these say little of what the others sound like. */
  private static final int FEW = 8;

  /** What is set aside for those few, at most: this part of the tracks. */
  private static final double LARGEST_PART = 1.0 / 6;

  private static final Duration ANY_PACE = Duration.ofSeconds(1);

  /**
   * Sets every so-many-th track aside, from a random one on: in the order of their paths, so that
   * each folder gives its share.
   *
   * @throws IOException if there are fewer than two tracks
   */
  static HeldOut of(MelCatalogue catalogue, PretrainSettings settings) throws IOException {
    int tracks = catalogue.tracks().size();
    if (tracks < 2) {
      throw new IOException(
          "one track is too little to train on; at least one more is measured with");
    }
    int wanted = wanted(tracks, settings.heldOut());
    double start = new SplittableRandom(settings.seed()).nextDouble();
    List<MelFile> train = new ArrayList<>(catalogue.tracks());
    List<MelFile> heldOut = new ArrayList<>();
    for (int i = wanted - 1; i >= 0; i--) {
      heldOut.add(0, train.remove((int) ((i + start) * tracks / wanted)));
    }
    return new HeldOut(List.copyOf(train), List.copyOf(heldOut));
  }

  private static int wanted(int tracks, double part) {
    long few = Math.min(FEW, Math.round(LARGEST_PART * tracks));
    long wanted = Math.max(Math.round(part * tracks), few);
    return (int) Math.max(1, Math.min(Math.min(MOST, tracks - 1), wanted));
  }

  /** Of all that is trained on. */
  MelStatistics statistics() throws IOException {
    MelStatistics all = new MelStatistics(train.get(0).bins());
    for (MelFile track : train) {
      track.addTo(all);
    }
    return all;
  }

  /** Tells trainings apart: settings and music, not how often is saved. */
  String fingerprint(PretrainSettings settings) {
    StringBuilder all = new StringBuilder(settings.withCheckpointEvery(ANY_PACE).toString());
    for (MelFile track : train) {
      all.append('|').append(track.file().getFileName());
    }
    heldOut.forEach(track -> all.append('#').append(track.file().getFileName()));
    return UUID.nameUUIDFromBytes(all.toString().getBytes(StandardCharsets.UTF_8)).toString();
  }
}
