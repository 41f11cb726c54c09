// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.replay;

import dev.segue.schemas.PlayEvent;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Gives plays one after the other. For one thread. */
interface PlaySource extends Closeable {
  /** The next play; empty at the end. */
  Optional<PlayEvent> next() throws IOException;

  @Override
  default void close() throws IOException {}
}
