// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.http;

import dev.segue.ingest.IngestSettings;
import dev.segue.ingest.reader.LineReader;
import dev.segue.runtime.http.Problem;
import dev.segue.schemas.PlayEvent;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads an NDJSON batch: all of its plays, or a problem that names each bad line. */
final class PlayBatch {
  private static final int MAX_LISTED = 100;

  private final IngestSettings settings;
  private final PlayJson json;
  private final List<PlayEvent> plays = new ArrayList<>();
  private final List<Map<String, Object>> badLines = new ArrayList<>();
  private long bad;

  private PlayBatch(IngestSettings settings, PlayJson json) {
    this.settings = settings;
    this.json = json;
  }

  /**
   * The plays of a batch; empty lines are passed over.
   *
   * @throws Problem of status 400 or 413
   */
  static List<PlayEvent> read(InputStream body, IngestSettings settings, PlayJson json)
      throws IOException {
    PlayBatch batch = new PlayBatch(settings, json);
    batch.readAll(new LineReader(body, settings.maxLineBytes()));
    return batch.plays();
  }

  private void readAll(LineReader lines) throws IOException {
    while (lines.next()) {
      if (lines.bytes() > settings.maxBatchBytes()) {
        throw tooLarge(settings.maxBatchBytes() + " bytes");
      }
      if (lines.problem().isPresent()) {
        reject(lines.number(), lines.problem().get());
      } else if (!lines.text().isBlank()) {
        add(lines.number(), lines.text());
      }
    }
  }

  private void add(long line, String text) {
    if (plays.size() + bad >= settings.maxBatchLines()) {
      throw tooLarge(settings.maxBatchLines() + " lines");
    }
    try {
      plays.add(json.read(text));
    } catch (BadInput e) {
      reject(line, e.getMessage());
    }
  }

  private void reject(long line, String reason) {
    bad++;
    if (badLines.size() < MAX_LISTED) {
      badLines.add(Map.of("line", line, "reason", reason));
    }
  }

  private List<PlayEvent> plays() {
    if (bad > 0) {
      throw new Problem(
              400,
              "Bad Request",
              bad
                  + " bad lines; nothing of the batch was taken. Fix these lines and send the batch again.")
          .with("badLines", bad)
          .with("lines", badLines);
    }
    if (plays.isEmpty()) {
      throw new Problem(400, "Bad Request", "The batch is empty; send one play a line.");
    }
    return plays;
  }

  private static Problem tooLarge(String limit) {
    return new Problem(
        413, "Content Too Large", "A batch has at most " + limit + "; send several batches.");
  }
}
