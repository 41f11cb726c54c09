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

  private static final Duration ANY_PACE = Duration.ofSeconds(1);

  /**
   * Divides at random.
   *
   * @throws IOException if there are fewer than two tracks
   */
  static HeldOut of(MelCatalogue catalogue, PretrainSettings settings) throws IOException {
    int tracks = catalogue.tracks().size();
    if (tracks < 2) {
      throw new IOException(
          "one track is too little to train on; at least one more is measured with");
    }
    int wanted = (int) Math.min(MOST, Math.max(1, Math.round(settings.heldOut() * tracks)));
    SplittableRandom random = new SplittableRandom(settings.seed());
    List<MelFile> train = new ArrayList<>();
    List<MelFile> heldOut = new ArrayList<>();
    for (int i = 0; i < tracks; i++) {
      // Each of the remaining ones is as likely as any other.
      boolean drawn = random.nextInt(tracks - i) < wanted - heldOut.size();
      (drawn ? heldOut : train).add(catalogue.tracks().get(i));
    }
    if (train.isEmpty()) {
      train.add(heldOut.remove(0));
    }
    return new HeldOut(List.copyOf(train), List.copyOf(heldOut));
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
