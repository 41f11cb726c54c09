// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

/** Whether a track must be in the {@code tracks} topic to be recommended. */
public enum CatalogueOnly {
  /** As soon as the topic holds any track. */
  AUTO,
  /** Yes. */
  ALWAYS,
  /** No: everything the model or a backbone knows, but for what was taken down. */
  NEVER
}
