// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.model;

import dev.segue.schemas.Feedback;
import dev.segue.schemas.HistoryKey;
import dev.segue.schemas.PlayEvent;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * The histories that must follow from plays. Written a second time on purpose: it shares no code
 * with the trainer, so that one mistake cannot hide in both.
 */
public final class ExpectedHistories {
  private ExpectedHistories() {}

  /** The history of every listener and track, from plays that all count. */
  public static Map<HistoryKey, Heard> of(Collection<PlayEvent> plays) {
    Map<HistoryKey, Heard> histories =
        new TreeMap<>(java.util.Comparator.comparing(HistoryKey::toString));
    for (PlayEvent play : plays) {
      histories.merge(
          new HistoryKey(play.getUserId(), play.getTrackId()), heard(play), Heard::plus);
    }
    return histories;
  }

  private static Heard heard(PlayEvent play) {
    long at = play.getPlayedAt().toEpochMilli();
    Long heard = play.getPlayedMs();
    Long length = play.getTrackMs();
    boolean known = heard != null && length != null && length > 0;
    // In whole numbers: nine tenths and more is completed, less than a fifth is skipped.
    boolean completed = known && heard * 10 >= length * 9;
    boolean skipped = (known && heard * 5 < length) || play.getFeedback() == Feedback.SKIP;
    int liked = 0;
    if (play.getFeedback() == Feedback.LIKE) {
      liked = 1;
    } else if (play.getFeedback() == Feedback.DISLIKE) {
      liked = -1;
    }
    return new Heard(1, at, at, completed ? 1 : 0, skipped ? 1 : 0, liked);
  }
}
