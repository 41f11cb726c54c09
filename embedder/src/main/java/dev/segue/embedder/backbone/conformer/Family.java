// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

/** The two kinds of blocks. */
public enum Family {
  /** Branches side by side (Peng et al. 2022). */
  BRANCHFORMER,
  /** Modules one after the other (Gulati et al. 2020). */
  CONFORMER
}
