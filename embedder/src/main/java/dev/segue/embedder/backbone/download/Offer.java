// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a server answers: a file, or the rest of one.
 *
 * @param kind whether it is the whole file, the rest, or neither
 * @param total size of the whole file in bytes, if it says so
 * @param entityTag strong ETag of this version of the file
 * @param sha256 of the whole file, where the server declares it
 * @param body the bytes; the receiver closes it
 */
record Offer(
    Kind kind,
    OptionalLong total,
    Optional<String> entityTag,
    Optional<String> sha256,
    InputStream body)
    implements AutoCloseable {
  enum Kind {
    WHOLE,
    REST,
    /** What was asked for begins at or after the end. */
    NOTHING_LEFT
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
