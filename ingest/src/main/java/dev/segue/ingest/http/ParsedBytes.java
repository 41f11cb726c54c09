// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.http;

import dev.segue.ingest.IngestSettings;
import dev.segue.runtime.http.HeldBytes;
import dev.segue.runtime.http.Problem;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * Bounds the JSON that is on the heap at once, of all requests together: from before it is parsed
 * until the broker has acknowledged its events.
 */
final class ParsedBytes {
  private final HeldBytes budget;

  ParsedBytes(IngestSettings settings) {
    this.budget = new HeldBytes(settings.maxParsedBytes());
  }

  /** Parses text and hands what it found over to be delivered. */
  @FunctionalInterface
  interface Work {
    /** Done when all is acknowledged. */
    CompletableFuture<Void> begin() throws BadInput, IOException;
  }

  /**
   * Does work on text of so many bytes.
   *
   * @throws Problem of status 503 if there is no room for it now
   */
  CompletableFuture<Void> within(long bytes, Work work) throws BadInput, IOException {
    if (!budget.take(bytes)) {
      throw new Problem(
              503,
              "Service Unavailable",
              "As much JSON is being read as may be (ingest.max-parsed-bytes); send this again.")
          .header("Retry-After", "1");
    }
    CompletableFuture<Void> begun = null;
    try {
      begun = work.begin();
      return begun.whenComplete((done, error) -> budget.giveBack(bytes));
    } finally {
      if (begun == null) {
        budget.giveBack(bytes);
      }
    }
  }
}
