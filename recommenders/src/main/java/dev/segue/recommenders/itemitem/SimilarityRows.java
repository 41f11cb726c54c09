// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.itemitem;

import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A sparse square matrix by rows: {@code similar[a]} are the tracks similar to a, ascending, {@code
 * values[a]} how similar they are.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record SimilarityRows(int[][] similar, float[][] values) {
  /** Values in one tensor; a tensor ends at 2 GiB, a catalogue's similarities may not. */
  private static final int PART = 1 << 28;

  /** The similarity of two tracks; 0 if there is none. */
  public float of(int a, int b) {
    int at = Arrays.binarySearch(similar[a], b);
    return at < 0 ? 0 : values[a][at];
  }

  /** The matrix in tensors of at most 2 GiB, for {@link #read}. */
  public List<Tensor> tensors() {
    int[] lengths = Arrays.stream(similar).mapToInt(row -> row.length).toArray();
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(Tensor.of("lengths", lengths, lengths.length));
    int part = 0;
    for (int from = 0; from < lengths.length; part++) {
      int to = from;
      int size = 0;
      while (to < lengths.length && size + lengths[to] <= PART) {
        size += lengths[to++];
      }
      int[] tracks = new int[size];
      float[] numbers = new float[size];
      for (int a = from, at = 0; a < to; at += lengths[a++]) {
        System.arraycopy(similar[a], 0, tracks, at, lengths[a]);
        System.arraycopy(values[a], 0, numbers, at, lengths[a]);
      }
      tensors.add(Tensor.of("similar." + part, tracks, size));
      tensors.add(Tensor.of("values." + part, numbers, size));
      from = to;
    }
    return tensors;
  }

  /**
   * Reads what {@link #tensors} made.
   *
   * @throws IOException if it is not a square matrix of this many tracks
   */
  public static SimilarityRows read(Safetensors file, int tracks) throws IOException {
    long[] lengths = file.tensor("lengths").toLongs();
    if (lengths.length != tracks || Arrays.stream(lengths).anyMatch(n -> n < 0 || n > tracks)) {
      throw new IOException("the similarities are not a matrix of " + tracks + " tracks");
    }
    int[][] similar = new int[tracks][];
    float[][] values = new float[tracks][];
    int a = 0;
    for (int part = 0; a < tracks; part++) {
      long[] columns = file.tensor("similar." + part).toLongs();
      float[] numbers = file.tensor("values." + part).toFloats();
      int at = 0;
      for (; a < tracks && at + lengths[a] <= columns.length; at += (int) lengths[a++]) {
        similar[a] = row(columns, at, (int) lengths[a], tracks);
        values[a] = Arrays.copyOfRange(numbers, at, at + similar[a].length);
      }
      if (at != columns.length || at != numbers.length) {
        throw new IOException("the similarities do not fit their row lengths");
      }
    }
    return new SimilarityRows(similar, values);
  }

  private static int[] row(long[] columns, int from, int length, int tracks) throws IOException {
    int[] row = new int[length];
    long before = -1;
    for (int i = 0; i < length; i++) {
      long column = columns[from + i];
      if (column <= before || column >= tracks) {
        throw new IOException("the similarities name track " + column + " out of order or range");
      }
      row[i] = (int) column;
      before = column;
    }
    return row;
  }
}
