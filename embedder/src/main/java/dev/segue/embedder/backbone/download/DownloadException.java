// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import java.io.IOException;

/** Weights cannot be fetched or are not what they should be; the message says what to do. */
public final class DownloadException extends IOException {
  private static final long serialVersionUID = 1L;

  DownloadException(String message) {
    super(message);
  }

  DownloadException(String message, Throwable cause) {
    super(message, cause);
  }
}
