// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.replay;

import dev.segue.ingest.reader.ListeningLog;
import dev.segue.ingest.reader.LogOptions;
import dev.segue.ingest.reader.Rejects;
import dev.segue.schemas.PlayEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Gives the plays of a log in the order of their times. */
final class EventTimeOrder {
  private EventTimeOrder() {}

  /**
   * Opens a log in event-time order. One that is in order already is streamed; any other is sorted,
   * in memory up to this many rows and with temporary files beyond.
   */
  static PlaySource of(Path log, LogOptions options, Rejects rejects, int rowsInMemory)
      throws IOException {
    boolean ordered = isOrdered(log, options);
    ListeningLog plays = ListeningLog.open(log, options, rejects);
    return ordered ? streamed(plays) : sorted(plays, rowsInMemory);
  }

  // Reading ahead costs one pass over an ordered log; an unordered one shows it early.
  private static boolean isOrdered(Path log, LogOptions options) throws IOException {
    try (ListeningLog plays = ListeningLog.open(log, options, Rejects.counting())) {
      Instant last = Instant.MIN;
      for (Optional<PlayEvent> play = plays.next(); play.isPresent(); play = plays.next()) {
        Instant playedAt = play.get().getPlayedAt();
        if (playedAt.isBefore(last)) {
          return false;
        }
        last = playedAt;
      }
      return true;
    }
  }

  private static PlaySource sorted(ListeningLog plays, int rowsInMemory) throws IOException {
    try (plays) {
      return ExternalSort.byTime(streamed(plays), rowsInMemory);
    }
  }

  private static PlaySource streamed(ListeningLog plays) {
    return new PlaySource() {
      @Override
      public Optional<PlayEvent> next() throws IOException {
        return plays.next();
      }

      @Override
      public void close() throws IOException {
        plays.close();
      }
    };
  }
}
