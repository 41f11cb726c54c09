// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;

/** The server is overloaded or has failed, for now. */
final class BusyException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Duration wanted;

  BusyException(String message, OptionalLong seconds) {
    super(message);
    this.wanted = Duration.ofSeconds(seconds.orElse(0));
  }

  /** How long it wants to be left alone; zero if it does not say. */
  Duration wanted() {
    return wanted;
  }
}
