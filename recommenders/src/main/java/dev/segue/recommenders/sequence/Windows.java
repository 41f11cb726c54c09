// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.sequence;

import java.util.ArrayList;
import java.util.List;

/**
 * Pieces of sequences that a network can take at once.
 *
 * @param length the most items of a window
 */
public record Windows(Sequences sequences, List<Window> all, int length) {
  /** Items {@code from} (inclusive) to {@code to} (exclusive) of a sequence. */
  public record Window(int sequence, int from, int to) {
    /** The number of items. */
    public int length() {
      return to - from;
    }
  }

  /** Copies the list. */
  public Windows {
    all = List.copyOf(all);
  }

  /** The last items of each sequence, as the published code of gSASRec trains. */
  public static Windows last(Sequences sequences, int length, int shortest) {
    return cut(sequences, length, shortest, 0, false);
  }

  /**
   * All items of each sequence, cut from its end.
   *
   * @param shortest sequences and remainders below this are left out
   * @param overlap items that a window shares with the one before
   */
  public static Windows all(Sequences sequences, int length, int shortest, int overlap) {
    if (overlap >= length) {
      throw new IllegalArgumentException(
          "windows of %d items cannot share %d".formatted(length, overlap));
    }
    return cut(sequences, length, shortest, overlap, true);
  }

  private static Windows cut(
      Sequences sequences, int length, int shortest, int overlap, boolean everything) {
    List<Window> windows = new ArrayList<>();
    for (int i = 0; i < sequences.size(); i++) {
      int to = sequences.get(i).length();
      int from = Math.max(0, to - length);
      while (to - from >= shortest) {
        windows.add(new Window(i, from, to));
        if (!everything || from == 0) {
          break;
        }
        to = from + overlap;
        from = Math.max(0, to - length);
      }
    }
    return new Windows(sequences, windows, length);
  }

  /** The number of windows. */
  public int size() {
    return all.size();
  }

  /** The sequence that a window is cut from. */
  public Sequences.Sequence sequence(Window window) {
    return sequences.get(window.sequence());
  }
}
