// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.audio.Clip;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * Reads the setting {@code embedder.clip}. Without it {@link Clip#parse} would be found by its
 * signature, and the message of what it throws would be lost.
 */
public final class ClipConverter implements Converter<Clip> {
  private static final long serialVersionUID = 1L;

  @Override
  public Clip convert(String text) {
    return Clip.parse(text);
  }
}
