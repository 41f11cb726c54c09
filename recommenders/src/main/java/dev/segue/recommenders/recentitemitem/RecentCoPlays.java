// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.recentitemitem;

import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.index.TopK;
import dev.segue.recommenders.itemitem.SimilarityRows;
import java.util.Arrays;
import java.util.List;

/**
 * Who played which track last when. Similarities are made one track at a time out of a dense row,
 * so that no table of pairs is ever held.
 */
final class RecentCoPlays {
  /** How often a training looks for an interrupt and reports, in tracks. */
  private static final int REPORT_EVERY = 256;

  private final int[][] tracks;
  private final double[][] ages;
  private final double[] weights;
  private final int[][] listenersOf;
  private final int[][] places;
  private final int[] listeners;

  /** The weight that two plays of one listener have together. */
  private interface Kernel {
    double of(double ageA, double ageB);
  }

  private RecentCoPlays(int[][] tracks, double[][] ages, double[] weights, int[] listeners) {
    this.tracks = tracks;
    this.ages = ages;
    this.weights = weights;
    this.listeners = listeners;
    int[] sizes = new int[listeners.length];
    for (int[] heard : tracks) {
      for (int track : heard) {
        sizes[track]++;
      }
    }
    listenersOf = new int[sizes.length][];
    places = new int[sizes.length][];
    for (int track = 0; track < sizes.length; track++) {
      listenersOf[track] = new int[sizes[track]];
      places[track] = new int[sizes[track]];
    }
    int[] filled = new int[sizes.length];
    for (int u = 0; u < tracks.length; u++) {
      for (int i = 0; i < tracks[u].length; i++) {
        int track = tracks[u][i];
        listenersOf[track][filled[track]] = u;
        places[track][filled[track]++] = i;
      }
    }
  }

  /**
   * Reads a training set.
   *
   * @param until from when ages count back; later plays have the age 0
   * @param maxHistory the last tracks of a listener that are paired
   */
  static RecentCoPlays of(TrainingSet data, Catalogue catalogue, long until, int maxHistory) {
    List<TrainingSet.Listener> all = data.listeners();
    int[][] tracks = new int[all.size()][];
    double[][] ages = new double[all.size()][];
    double[] weights = new double[all.size()];
    int[] listeners = new int[catalogue.size()];
    for (int u = 0; u < tracks.length; u++) {
      List<Interaction> heard = all.get(u).interactions();
      heard.forEach(one -> listeners[catalogue.indexOf(one.heard().trackId())]++);
      weights[u] = 1 / Math.sqrt(heard.size());
      List<Interaction> last = heard.subList(Math.max(0, heard.size() - maxHistory), heard.size());
      tracks[u] = new int[last.size()];
      ages[u] = new double[last.size()];
      for (int i = 0; i < last.size(); i++) {
        HeardTrack track = last.get(i).heard();
        tracks[u][i] = catalogue.indexOf(track.trackId());
        ages[u][i] = Math.max(0, InputWeights.days(track.lastPlayedAt(), until));
      }
    }
    return new RecentCoPlays(tracks, ages, weights, listeners);
  }

  /** The listeners of each track. */
  int[] listeners() {
    return listeners;
  }

  SimilarityRows decaying(double days, int neighbours, TrainingListener listener)
      throws InterruptedException {
    return rows((a, b) -> Math.exp(-(a + b) / days), neighbours, listener);
  }

  SimilarityRows closeTogether(double days, int neighbours, TrainingListener listener)
      throws InterruptedException {
    return rows((a, b) -> Math.exp(-Math.abs(a - b) / days), neighbours, listener);
  }

  private SimilarityRows rows(Kernel kernel, int neighbours, TrainingListener listener)
      throws InterruptedException {
    int count = listeners.length;
    int[][] similar = new int[count][];
    float[][] values = new float[count][];
    double[] sums = new double[count];
    int[] touched = new int[count];
    for (int a = 0; a < count; a++) {
      int n = sum(a, kernel, sums, touched);
      int[] kept = kept(Arrays.copyOf(touched, n), sums, neighbours);
      similar[a] = kept;
      values[a] = new float[kept.length];
      for (int i = 0; i < kept.length; i++) {
        values[a][i] = (float) sums[kept[i]];
      }
      for (int i = 0; i < n; i++) {
        sums[touched[i]] = 0;
      }
      if (a % REPORT_EVERY == 0) {
        if (Thread.interrupted()) {
          throw new InterruptedException("the training was interrupted");
        }
        listener.progress("similarities", a, count);
      }
    }
    listener.progress("similarities", count, count);
    return new SimilarityRows(similar, values);
  }

  /** Sums the weights of track {@code a} with every other; returns how many it met. */
  private int sum(int a, Kernel kernel, double[] sums, int[] touched) {
    int n = 0;
    for (int k = 0; k < listenersOf[a].length; k++) {
      int u = listenersOf[a][k];
      double age = ages[u][places[a][k]];
      for (int i = 0; i < tracks[u].length; i++) {
        int b = tracks[u][i];
        if (b == a) {
          continue;
        }
        if (sums[b] == 0) {
          touched[n++] = b;
        }
        // Never zero, so that a track is met once only.
        sums[b] += Math.max(Double.MIN_NORMAL, weights[u] * kernel.of(age, ages[u][i]));
      }
    }
    return n;
  }

  private static int[] kept(int[] met, double[] sums, int neighbours) {
    if (neighbours == 0 || met.length <= neighbours) {
      Arrays.sort(met);
      return met;
    }
    TopK top = new TopK(neighbours, TopK.TieBreak.LOWER);
    for (int b : met) {
      top.offer(b, (float) sums[b]);
    }
    int[] best = top.drain().items();
    Arrays.sort(best);
    return best;
  }
}
