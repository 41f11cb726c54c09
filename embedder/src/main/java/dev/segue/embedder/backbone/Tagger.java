// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone;

import dev.segue.embedder.audio.Waveform;
import java.util.List;

/**
 * Says how likely each of a list of tags fits a piece of audio, independently of the others.
 * Thread-safe.
 *
 * @param backbone whose vectors are the tags' probabilities, {@code [tags]}, from 0 to 1; closed
 *     with this
 * @param tags that it tells, in the order of the vectors
 */
public record Tagger(Backbone backbone, List<String> tags) implements AutoCloseable {
  /**
   * Copies the tags.
   *
   * @throws IllegalArgumentException if the vectors have another length
   */
  public Tagger {
    tags = List.copyOf(tags);
    if (backbone.dimension() != tags.size()) {
      throw new IllegalArgumentException(
          "%s tells %d tags, not the %d that are named"
              .formatted(backbone.name(), backbone.dimension(), tags.size()));
    }
  }

  /**
   * The probability of each tag.
   *
   * @param audio of any length, at the backbone's rate
   * @return {@code [tags]}
   * @throws IllegalArgumentException if the waveform has another sample rate
   */
  public float[] probabilities(Waveform audio) {
    return backbone.embed(List.of(audio))[0];
  }

  @Override
  public void close() {
    backbone.close();
  }
}
