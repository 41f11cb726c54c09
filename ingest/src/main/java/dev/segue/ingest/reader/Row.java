// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import java.time.Instant;

/** One line of a listening log; playedMs, trackMs and context are null where unknown. */
record Row(
    String userId, String trackId, Instant playedAt, Long playedMs, Long trackMs, String context) {}
