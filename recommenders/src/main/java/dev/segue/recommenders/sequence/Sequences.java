// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.sequence;

import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.TrainingSet;
import java.util.ArrayList;
import java.util.List;

/** The sequences of a training set as catalogue indexes, one a listener, in order of listener. */
public final class Sequences {
  private final List<Sequence> sequences;

  /**
   * What one listener played, oldest first.
   *
   * @param items catalogue indexes
   * @param times of the same plays, ms since 1970
   */
  @SuppressWarnings("ArrayRecordComponent") // Twelve bytes a play; never compared.
  public record Sequence(int[] items, long[] times) {
    /** The number of plays. */
    public int length() {
      return items.length;
    }
  }

  private Sequences(List<Sequence> sequences) {
    this.sequences = List.copyOf(sequences);
  }

  /** The sequences of these listeners; the catalogue must have all tracks. */
  public static Sequences of(TrainingSet data, Catalogue catalogue, PlayOrder order) {
    List<Sequence> sequences = new ArrayList<>();
    for (TrainingSet.Listener listener : data.listeners()) {
      List<PlayOrder.TimedPlay> plays = order.plays(listener);
      int[] items = plays.stream().mapToInt(play -> catalogue.indexOf(play.trackId())).toArray();
      long[] times = plays.stream().mapToLong(PlayOrder.TimedPlay::at).toArray();
      sequences.add(new Sequence(items, times));
    }
    return new Sequences(sequences);
  }

  /** The number of sequences. */
  public int size() {
    return sequences.size();
  }

  /** The sequence of a listener. */
  public Sequence get(int listener) {
    return sequences.get(listener);
  }

  /** How often each item stands in a sequence. */
  public long[] counts(int items) {
    long[] counts = new long[items];
    for (Sequence sequence : sequences) {
      for (int item : sequence.items()) {
        counts[item]++;
      }
    }
    return counts;
  }
}
