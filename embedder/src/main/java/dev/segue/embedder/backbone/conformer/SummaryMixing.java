// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Each position hears the mean of what all positions have to say (Parcollet et al. 2023,
 * "SummaryMixing: a linear-complexity alternative to self-attention"): a local and a summary
 * network of each position, the mean over time of the latter, and a network that merges both.
 *
 * @param size of a position
 * @param sizes of the networks inside
 * @param kind which form
 */
record SummaryMixing(int size, Summary sizes, Kind kind, Activation activation) implements Mixer {
  /** The forms of the authors' code. */
  enum Kind {
    /** Local and summary network. */
    FULL,
    /** One dense layer whose halves are the local and the summary part. */
    FAST,
    /** Only the summary, at every position. */
    LITE
  }

  @Override
  public int outputs() {
    return sizes.summary();
  }

  @Override
  public String mix(Body body, String x, Optional<String> keep) {
    return switch (kind) {
      case LITE -> mean(body, x, summary(body, x), keep);
      case FULL -> {
        DenseStack local = stack(sizes.localHidden(), sizes.local());
        String here = masked(body, local.of(body.in("local_proj"), x), keep);
        yield merged(body, here, mean(body, x, summary(body, x), keep));
      }
      case FAST -> {
        int half = sizes.local();
        String both =
            new DenseStack(size, List.of(2 * half), 1, activation).of(body.in("global_proj"), x);
        String kept = masked(body, both, keep);
        String here = body.let("torch.slice(%s, -1, 0, %d, 1)", kept, half);
        String said = body.let("torch.slice(%s, -1, %d, %d, 1)", kept, half, 2 * half);
        yield merged(body, here, mean(body, x, said, keep));
      }
    };
  }

  private String summary(Body body, String x) {
    DenseStack summary = stack(sizes.summaryHidden(), sizes.summary());
    return summary.of(body.in("summary_proj"), x);
  }

  private DenseStack stack(List<Integer> hidden, int out) {
    List<Integer> layers = new ArrayList<>(hidden);
    layers.add(out);
    return new DenseStack(size, layers, sizes.heads(), activation);
  }

  private String merged(Body body, String here, String mean) {
    String both = body.let("torch.cat([%s, %s], -1)", here, mean);
    int inputs = kind == Kind.FAST ? 2 * sizes.local() : sizes.local() + sizes.summary();
    return new DenseStack(inputs, List.of(sizes.summary()), 1, activation)
        .of(body.in("summary_local_merging"), both);
  }

  /** The mean over the positions that belong to the sequence, at every position. */
  private static String mean(Body body, String x, String said, Optional<String> keep) {
    String mean;
    if (keep.isPresent()) {
      String sum = body.let("torch.sum(%s, [1], True)", masked(body, said, keep));
      String count = body.let("torch.unsqueeze(torch.sum(%s, [1], True), -1)", keep.get());
      mean = body.let("torch.div(%s, %s)", sum, count);
    } else {
      mean = body.let("torch.mean(%s, [1], True)", said);
    }
    return body.let("torch.expand(%s, [-1, torch.size(%s, 1), -1])", mean, x);
  }

  private static String masked(Body body, String x, Optional<String> keep) {
    return keep.map(mask -> body.let("torch.mul(%s, torch.unsqueeze(%s, -1))", x, mask)).orElse(x);
  }
}
