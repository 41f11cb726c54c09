// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of a running process, stopped in the opposite order of their start. */
public final class Parts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /** Stops this part, too, before all that were there already. */
  public <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    return part;
  }

  /** Stops all, even where one fails to. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("could not stop {} cleanly", part, e);
      }
    }
  }
}
