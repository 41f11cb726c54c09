// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gsasrec;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.segue.recommenders.sequence.Sequences;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/** Collects the examples of one batch. */
final class Examples {
  private final GsasrecSettings settings;
  private final List<Example> examples = new ArrayList<>();

  /**
   * Items {@code from} to {@code cut} are read; what comes later, up to {@code to}, is asked for.
   */
  private record Example(Sequences.Sequence sequence, int from, int cut, int to) {
    int read() {
      return cut - from;
    }
  }

  /** One position that counts. */
  private record Row(int example, int place, int position) {}

  Examples(GsasrecSettings settings) {
    this.settings = settings;
  }

  void add(Sequences.Sequence sequence, int from, int cut, int to) {
    examples.add(new Example(sequence, from, cut, to));
  }

  List<NDArray> arrays(NDManager scope, Negatives negatives, SplittableRandom random) {
    int length = examples.stream().mapToInt(Example::read).max().orElseThrow();
    List<Row> rows = rows(length);
    long[] places = rows.stream().mapToLong(Row::place).toArray();
    boolean next = settings.objective().targets() == Objective.Targets.NEXT;
    int later = next ? 0 : examples.stream().mapToInt(this::later).max().orElseThrow();
    long[] labels = next ? nextItems(rows) : laterItems(later);
    NDArray none = scope.create(0f);
    List<NDArray> arrays = new ArrayList<>();
    arrays.add(scope.create(ids(length), new Shape(examples.size(), length)));
    arrays.add(next ? scope.create(labels) : scope.create(labels, shape(later)));
    arrays.add(scope.create(places));
    arrays.addAll(negatives(scope, rows, labels, negatives, random));
    arrays.add(next ? none : scope.create(weights(rows, later), new Shape(rows.size(), later)));
    return arrays;
  }

  private Shape shape(int columns) {
    return new Shape(examples.size(), columns);
  }

  private long[] ids(int length) {
    long[] ids = new long[examples.size() * length];
    Arrays.fill(ids, settings.shape().padding());
    for (int i = 0; i < examples.size(); i++) {
      Example example = examples.get(i);
      int start = (i + 1) * length - example.read();
      for (int j = 0; j < example.read(); j++) {
        ids[start + j] = example.sequence().items()[example.from() + j] + 1L;
      }
    }
    return ids;
  }

  /** Every position that something follows within the horizon. */
  private List<Row> rows(int length) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      Example example = examples.get(i);
      if (!settings.shape().causal()) {
        rows.add(new Row(i, i, example.cut() - 1));
        continue;
      }
      for (int position = example.from(); position < example.cut(); position++) {
        if (followed(example, position)) {
          rows.add(new Row(i, (i + 1) * length - (example.cut() - position), position));
        }
      }
    }
    return rows.isEmpty() ? List.of(new Row(0, length - 1, examples.get(0).cut() - 1)) : rows;
  }

  private boolean followed(Example example, int position) {
    return settings.objective().targets() == Objective.Targets.NEXT
        || within(example, position, position + 1);
  }

  private boolean within(Example example, int position, int laterPosition) {
    long[] times = example.sequence().times();
    return times[laterPosition] - times[position] <= settings.data().horizon().toMillis();
  }

  private long[] nextItems(List<Row> rows) {
    return rows.stream()
        .mapToLong(row -> examples.get(row.example()).sequence().items()[row.position() + 1] + 1L)
        .toArray();
  }

  /** The place of the first item that is asked for. */
  private int first(Example example) {
    return settings.shape().causal() ? example.from() + 1 : example.cut();
  }

  private int later(Example example) {
    return example.to() - first(example);
  }

  private long[] laterItems(int columns) {
    long[] labels = new long[examples.size() * columns];
    Arrays.fill(labels, settings.shape().padding());
    for (int i = 0; i < examples.size(); i++) {
      Example example = examples.get(i);
      for (int j = 0; j < later(example); j++) {
        labels[i * columns + j] = example.sequence().items()[first(example) + j] + 1L;
      }
    }
    return labels;
  }

  /** The same weight for every target within the horizon; for the next one if there is none. */
  private float[] weights(List<Row> rows, int columns) {
    float[] weights = new float[rows.size() * columns];
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      Example example = examples.get(row.example());
      int last = row.position() + 1;
      while (last + 1 < example.to() && within(example, row.position(), last + 1)) {
        last++;
      }
      int from = i * columns - first(example);
      Arrays.fill(
          weights, from + row.position() + 1, from + last + 1, 1f / (last - row.position()));
    }
    return weights;
  }

  private List<NDArray> negatives(
      NDManager scope,
      List<Row> rows,
      long[] labels,
      Negatives negatives,
      SplittableRandom random) {
    NDArray none = scope.create(0f);
    int k = settings.objective().negatives();
    if (settings.objective().loss() == Objective.Loss.SOFTMAX) {
      return List.of(none, none);
    }
    Objective.Sharing sharing = settings.objective().sharing();
    int owners =
        switch (sharing) {
          case POSITION -> rows.size();
          case SEQUENCE -> examples.size();
          case BATCH -> 1;
        };
    long[] ids = negatives.draw(owners * k, right(labels), random);
    NDArray drawn =
        sharing == Objective.Sharing.BATCH
            ? scope.create(ids)
            : scope.create(ids, new Shape(owners, k));
    if (settings.objective().loss() != Objective.Loss.SAMPLED_SOFTMAX) {
      return List.of(drawn, none);
    }
    int corrected = sharing == Objective.Sharing.POSITION ? rows.size() : examples.size();
    float[] corrections = new float[corrected * k];
    BitSet[] targets = examples.stream().map(this::targets).toArray(BitSet[]::new);
    for (int i = 0; i < corrected; i++) {
      int from = sharing == Objective.Sharing.BATCH ? 0 : i * k;
      int example = sharing == Objective.Sharing.POSITION ? rows.get(i).example() : i;
      negatives.correct(ids, from, from + k, targets[example], corrections, i * k);
    }
    return List.of(drawn, scope.create(corrections, new Shape(corrected, k)));
  }

  private long[] right(long[] labels) {
    return Arrays.stream(labels).filter(id -> id != settings.shape().padding()).toArray();
  }

  /** What is asked for anywhere in an example. */
  private BitSet targets(Example example) {
    BitSet targets = new BitSet();
    for (int i = first(example); i < example.to(); i++) {
      targets.set(example.sequence().items()[i] + 1);
    }
    return targets;
  }
}
