// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import java.nio.file.Path;
import java.util.List;

/**
 * One line of a manifest.
 *
 * @param line its number, counted from 1
 */
public record ProbeTrack(Path audio, List<String> labels, ProbeSplit split, int line) {
  /** Copies the labels. */
  public ProbeTrack {
    labels = List.copyOf(labels);
  }
}
