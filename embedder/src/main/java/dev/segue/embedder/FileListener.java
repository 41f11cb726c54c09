// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.audio.AudioException;
import java.nio.file.Path;

/**
 * Is told what became of each of many files, one after the other in their order.
 *
 * @param <T> what is made of a file
 */
public interface FileListener<T> {
  /** A file was heard. */
  void heard(Path file, T result);

  /** A file was refused; {@link AudioException#reason()} says why. */
  void refused(Path file, AudioException reason);
}
