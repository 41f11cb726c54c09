// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone;

import java.io.IOException;

/** A backbone that was trained to tag, and can still do it. */
public interface TaggerType extends BackboneType {
  /**
   * Opens its tagger; the caller closes it. Options and errors are those of {@link #open}.
   *
   * @throws dev.segue.nn.checkpoint.CheckpointException if the weights are not those of this model
   * @throws IOException if they are not there or cannot be read; the message says what to do
   */
  Tagger openTagger(BackboneOptions options) throws IOException;
}
