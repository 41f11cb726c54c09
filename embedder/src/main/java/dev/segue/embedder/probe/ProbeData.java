// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Embeddings and targets by split. The dimensions of both, where targets are numbers, are
 * standardised by the mean and deviation they have in train: embeddings differ in scale by orders
 * of magnitude between backbones and, for MFCC statistics, between their own dimensions.
 */
final class ProbeData {
  /** Examples of one split. */
  record Part(List<float[]> inputs, List<float[]> targets) {
    int size() {
      return inputs.size();
    }

    private Part copy() {
      List<float[]> copies = new ArrayList<>();
      inputs.forEach(input -> copies.add(input.clone()));
      return new Part(copies, new ArrayList<>(targets));
    }
  }

  private final ProbeTask task;
  private final int outputs;
  private final Map<ProbeSplit, Part> parts = new EnumMap<>(ProbeSplit.class);

  ProbeData(ProbeTask task, HeardTracks heard, Targets targets) {
    this(task, targets.outputs());
    for (ProbeSplit split : ProbeSplit.values()) {
      Part part = new Part(new ArrayList<>(), new ArrayList<>());
      for (int i = 0; i < heard.tracks().size(); i++) {
        if (heard.tracks().get(i).split() == split) {
          part.inputs.add(heard.vectors().get(i).clone());
          part.targets.add(targets.values().get(i).clone());
        }
      }
      parts.put(split, part);
    }
    standardise(parts.values().stream().map(Part::inputs).toList());
    if (task == ProbeTask.REGRESSION) {
      standardise(parts.values().stream().map(Part::targets).toList());
    }
  }

  private ProbeData(ProbeTask task, int outputs) {
    this.task = task;
    this.outputs = outputs;
  }

  /**
   * The same with no more than some tracks of each class in train, drawn at random; a class with
   * fewer keeps what it has. Standardised by these.
   */
  ProbeData few(int perClass, SplittableRandom random) {
    ProbeData few = new ProbeData(task, outputs);
    parts.forEach((split, part) -> few.parts.put(split, part.copy()));
    Part train = few.part(ProbeSplit.TRAIN);
    Part drawn = new Part(new ArrayList<>(), new ArrayList<>());
    int[] counts = new int[outputs];
    while (train.size() > 0) {
      int next = random.nextInt(train.size());
      float[] input = train.inputs.remove(next);
      float[] target = train.targets.remove(next);
      if (counts[(int) target[0]]++ < perClass) {
        drawn.inputs.add(input);
        drawn.targets.add(target);
      }
    }
    few.parts.put(ProbeSplit.TRAIN, drawn);
    standardise(few.parts.values().stream().map(Part::inputs).toList());
    return few;
  }

  ProbeTask task() {
    return task;
  }

  int dimension() {
    return part(ProbeSplit.TRAIN).inputs().get(0).length;
  }

  int outputs() {
    return outputs;
  }

  Part part(ProbeSplit split) {
    return parts.get(split);
  }

  /** In place; the first list is train's. A dimension that never varies becomes 0. */
  private static void standardise(List<List<float[]>> splits) {
    List<float[]> train = splits.get(0);
    for (int d = 0; d < train.get(0).length; d++) {
      double sum = 0;
      for (float[] row : train) {
        sum += row[d];
      }
      double mean = sum / train.size();
      double squares = 0;
      for (float[] row : train) {
        squares += (row[d] - mean) * (row[d] - mean);
      }
      double deviation = Math.sqrt(squares / train.size());
      // Below this the dimension is constant but for rounding.
      double scale = deviation > 1e-6 * Math.abs(mean) ? 1 / deviation : 0;
      for (List<float[]> split : splits) {
        for (float[] row : split) {
          row[d] = (float) ((row[d] - mean) * scale);
        }
      }
    }
  }
}
