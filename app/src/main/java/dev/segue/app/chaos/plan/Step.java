// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.plan;

import dev.segue.schemas.PlayEvent;
import java.util.List;

/** One thing that a client sends, and sends again until it is acknowledged or refused. */
public sealed interface Step {
  /** A play to {@code POST /v1/plays}. */
  record OnePlay(PlayEvent play) implements Step {}

  /** Plays as one NDJSON batch. */
  record Batch(List<PlayEvent> plays) implements Step {}

  /** Plays straight to the plays topic. */
  record TopicPlays(List<PlayEvent> plays) implements Step {}

  /**
   * A track with audio.
   *
   * @param piece which of the composed pieces
   */
  record Upload(String trackId, int piece) implements Step {}

  /** A takedown. */
  record Takedown(String trackId) implements Step {}

  /** A request for a training round. */
  record Train(String requestId) implements Step {}
}
