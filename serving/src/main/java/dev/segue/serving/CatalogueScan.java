// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.TrackFilter;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Finds the listeners whose lists some changed tracks enter or leave, by their summaries alone and
 * some listeners at a time. Used by one task.
 *
 * <p>A list that is made while the scan is under way needs none: it is made of what is known then.
 */
final class CatalogueScan {
  private final TrackFilter recommendable;
  private final List<String> tracks;
  private final int k;
  private final long began;
  private final SummaryCursor cursor;

  /**
   * Begins with the first listener.
   *
   * @param tracks that changed; the time for one listener grows with them
   * @param k how many tracks a list holds
   * @param began when the changes were taken, in ms
   */
  CatalogueScan(
      TrackFilter recommendable,
      KeyValueStore<String, byte[]> summaries,
      List<String> tracks,
      int k,
      long began) {
    this.recommendable = recommendable;
    this.tracks = tracks;
    this.k = k;
    this.began = began;
    this.cursor = new SummaryCursor(summaries);
  }

  /** When the changes were taken, in ms. */
  long began() {
    return began;
  }

  /** Whether every listener has been looked at. */
  boolean over() {
    return cursor.over();
  }

  /**
   * Looks at the next listener, and at those after it while there is time.
   *
   * @param time whether there is; asked after each listener
   * @param listeners takes each listener whose list changes, with the first track that does it
   */
  void resume(Lineup lineup, BooleanSupplier time, BiConsumer<String, String> listeners) {
    cursor.resume(
        (userId, summary) -> {
          lineup
              .makerOf(summary)
              .flatMap(model -> tracks.stream().filter(t -> changes(model, summary, t)).findFirst())
              .ifPresent(track -> listeners.accept(userId, track));
          return time.getAsBoolean();
        });
  }

  private boolean changes(Served model, Summary summary, String track) {
    if (summary.mayHold(track)) {
      return true;
    }
    return summary.profile().length > 0
        && recommendable.accepts(track)
        && model.recommender() instanceof ContentRecommender content
        && summary.admits(content.score(summary.profile(), track), k);
  }
}
