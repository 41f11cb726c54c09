// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.itemitem;

import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.index.TopK;
import java.util.Arrays;
import java.util.List;

/**
 * Who has which track among their last ones, in both directions. Similarities are made one track at
 * a time out of a dense row of counts, so that no table of pairs is ever held.
 */
final class CoPlays {
  /** How often a training looks for an interrupt and reports, in tracks. */
  private static final int REPORT_EVERY = 256;

  private final int[][] tracksOfListener;
  private final int[][] listenersOfTrack;
  private final int[] users;

  private CoPlays(int[][] tracksOfListener, int[][] listenersOfTrack, int[] users) {
    this.tracksOfListener = tracksOfListener;
    this.listenersOfTrack = listenersOfTrack;
    this.users = users;
  }

  static CoPlays of(TrainingSet data, Catalogue catalogue, int maxHistory) {
    List<TrainingSet.Listener> listeners = data.listeners();
    int[][] tracksOfListener = new int[listeners.size()][];
    int[] users = new int[catalogue.size()];
    int[] recent = new int[catalogue.size()];
    for (int u = 0; u < tracksOfListener.length; u++) {
      int[] heard =
          listeners.get(u).interactions().stream()
              .map(Interaction::heard)
              .mapToInt(track -> catalogue.indexOf(track.trackId()))
              .toArray();
      int[] last = Arrays.copyOfRange(heard, Math.max(0, heard.length - maxHistory), heard.length);
      tracksOfListener[u] = last;
      Arrays.stream(heard).forEach(track -> users[track]++);
      Arrays.stream(last).forEach(track -> recent[track]++);
    }
    return new CoPlays(tracksOfListener, inverted(tracksOfListener, recent), users);
  }

  private static int[][] inverted(int[][] tracksOfListener, int[] sizes) {
    int[][] listenersOfTrack = new int[sizes.length][];
    Arrays.setAll(listenersOfTrack, track -> new int[sizes[track]]);
    int[] filled = new int[sizes.length];
    for (int u = 0; u < tracksOfListener.length; u++) {
      for (int track : tracksOfListener[u]) {
        listenersOfTrack[track][filled[track]++] = u;
      }
    }
    return listenersOfTrack;
  }

  /**
   * Each track's similar tracks.
   *
   * @param neighbours how many to keep of each; 0: all
   */
  SimilarityRows similarities(int neighbours, TrainingListener listener)
      throws InterruptedException {
    int tracks = users.length;
    int[][] similar = new int[tracks][];
    float[][] values = new float[tracks][];
    int[] counts = new int[tracks];
    int[] touched = new int[tracks];
    for (int a = 0; a < tracks; a++) {
      int n = count(a, counts, touched);
      Arrays.sort(touched, 0, n);
      similar[a] = Arrays.copyOf(touched, n);
      values[a] = new float[n];
      for (int i = 0; i < n; i++) {
        int b = touched[i];
        values[a][i] = (float) (counts[b] / Math.sqrt((double) users[a] * users[b]));
        counts[b] = 0;
      }
      if (neighbours > 0 && n > neighbours) {
        keepBest(neighbours, a, similar, values);
      }
      if (a % REPORT_EVERY == 0) {
        if (Thread.interrupted()) {
          throw new InterruptedException("the training was interrupted");
        }
        listener.progress("similarities", a, tracks);
      }
    }
    listener.progress("similarities", tracks, tracks);
    return new SimilarityRows(similar, values);
  }

  /** Counts the listeners that track {@code a} shares with every other; returns how many it met. */
  private int count(int a, int[] counts, int[] touched) {
    int n = 0;
    for (int listener : listenersOfTrack[a]) {
      for (int b : tracksOfListener[listener]) {
        if (b != a && counts[b]++ == 0) {
          touched[n++] = b;
        }
      }
    }
    return n;
  }

  private static void keepBest(int neighbours, int a, int[][] similar, float[][] values) {
    TopK top = new TopK(neighbours, TopK.TieBreak.LOWER);
    for (int i = 0; i < similar[a].length; i++) {
      // Positions, not tracks: they ascend together, so ties break alike.
      top.offer(i, values[a][i]);
    }
    int[] kept = top.drain().items();
    Arrays.sort(kept);
    int[] all = similar[a];
    float[] allValues = values[a];
    similar[a] = Arrays.stream(kept).map(i -> all[i]).toArray();
    values[a] = new float[kept.length];
    for (int i = 0; i < kept.length; i++) {
      values[a][i] = allValues[kept[i]];
    }
  }
}
