// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import java.util.List;
import java.util.Optional;

/**
 * The sizes of SummaryMixing.
 *
 * @param heads groups of values that the networks below keep apart
 * @param localHidden sizes of the hidden layers of the network of a position
 * @param local size of its result
 * @param summaryHidden sizes of the hidden layers of the network that is averaged over time
 * @param summary size of its result, and of what SummaryMixing gives
 * @param mergeHidden of a Branchformer: sizes of the hidden layers that merge its branches; empty
 *     for a single dense layer, as beside attention
 */
public record Summary(
    int heads,
    List<Integer> localHidden,
    int local,
    List<Integer> summaryHidden,
    int summary,
    Optional<List<Integer>> mergeHidden) {
  /** Copies the lists. */
  public Summary {
    localHidden = List.copyOf(localHidden);
    summaryHidden = List.copyOf(summaryHidden);
    mergeHidden = mergeHidden.map(List::copyOf);
  }
}
