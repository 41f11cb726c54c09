// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import java.util.Locale;

/** The parts of a data set. */
public enum ProbeSplit {
  /** What the probe learns from. */
  TRAIN,
  /** What decides when it stops. */
  VALID,
  /** What it is measured on. */
  TEST;

  /** As in a manifest: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
