// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * The downstream protocol of audio representation studies (Castellon et al. 2021; Yuan et al.,
 * MARBLE, 2023): the backbone stays as it is, and a small network learns a task from its
 * embeddings.
 */
public final class Probe {
  private Probe() {}

  /**
   * Trains on train, stops by valid, measures on test.
   *
   * @param heard the manifest's tracks
   * @throws ProbeException if labels cannot be understood or learned, a split is empty, or there
   *     are no classes to draw shots of
   */
  public static ProbeResult run(
      ProbeManifest manifest, ProbeTask task, HeardTracks heard, ProbeOptions options)
      throws ProbeException {
    if (!options.shots().isEmpty() && !hasClasses(task)) {
      throw new ProbeException("a few tracks a class can be drawn only where labels are classes");
    }
    manifest.requireAllSplits(heard.tracks(), " whose audio can be read");
    Targets targets = Targets.of(task, manifest.file(), heard.tracks());
    ProbeData data = new ProbeData(task, heard, targets);
    Heads all = new Heads(options, data.part(ProbeSplit.TEST).size());
    List<ProbeResult.Head> heads = new ArrayList<>(all.of(OptionalInt.empty(), 1, () -> data));
    for (int shots : options.shots()) {
      // Each backbone is given the same draws.
      SplittableRandom random = new SplittableRandom(31 * options.seed() + shots);
      heads.addAll(all.of(OptionalInt.of(shots), options.draws(), () -> data.few(shots, random)));
    }
    Map<ProbeSplit, Long> counts = new EnumMap<>(ProbeSplit.class);
    for (ProbeSplit split : ProbeSplit.values()) {
      counts.put(split, (long) data.part(split).size());
    }
    return new ProbeResult(
        heard.backbone(), heard.dimension(), counts, targets.outputs(), heads, heard.leftOut());
  }

  /** Checks all labels before any audio is heard. */
  public static void check(ProbeManifest manifest, ProbeTask task) throws ProbeException {
    Targets.of(task, manifest.file(), manifest.tracks());
  }

  /** Whether the labels of a task are classes, of which a few tracks each can be drawn. */
  public static boolean hasClasses(ProbeTask task) {
    return task == ProbeTask.MULTI_CLASS || task == ProbeTask.KEY;
  }
}
