// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import java.io.IOException;

/** An artifact is incomplete, altered, or not the one that was asked for. */
public final class ArtifactException extends IOException {
  private static final long serialVersionUID = 1L;

  ArtifactException(String message) {
    super(message);
  }

  ArtifactException(String message, Throwable cause) {
    super(message, cause);
  }
}
