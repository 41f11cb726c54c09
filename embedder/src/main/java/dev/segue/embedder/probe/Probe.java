// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
   * @throws ProbeException if labels cannot be understood or learned, or a split is empty
   */
  public static ProbeResult run(
      ProbeManifest manifest, ProbeTask task, HeardTracks heard, ProbeOptions options)
      throws ProbeException {
    manifest.requireAllSplits(heard.tracks(), " whose audio can be read");
    Targets targets = Targets.of(task, manifest.file(), heard.tracks());
    ProbeData data = new ProbeData(task, heard, targets);
    Bootstrap bootstrap = new Bootstrap(data.part(ProbeSplit.TEST).size(), options.seed());
    List<ProbeResult.Head> heads = new ArrayList<>();
    heads.add(dense(data, true, "dense-" + DenseHead.HIDDEN, options.seed(), bootstrap));
    if (options.linear()) {
      heads.add(dense(data, false, "linear", options.seed(), bootstrap));
    }
    if (options.neighbours().isPresent()) {
      int k = options.neighbours().getAsInt();
      heads.add(head("knn-" + k, 0, data, NearestNeighbours.scores(data, k), bootstrap));
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

  private static ProbeResult.Head dense(
      ProbeData data, boolean hidden, String name, long seed, Bootstrap bootstrap) {
    try (DenseHead head = new DenseHead(data, hidden, seed)) {
      int epochs = head.train();
      return head(name, epochs, data, head.scores(), bootstrap);
    }
  }

  private static ProbeResult.Head head(
      String name, int epochs, ProbeData data, float[][] scores, Bootstrap bootstrap) {
    Map<String, ProbeResult.Score> found = new LinkedHashMap<>();
    Measures.of(data.task(), data.part(ProbeSplit.TEST).targets(), scores)
        .forEach((measure, value) -> found.put(measure, bootstrap.score(value)));
    return new ProbeResult.Head(name, epochs, found);
  }
}
