// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

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
  }

  private final ProbeTask task;
  private final int outputs;
  private final Map<ProbeSplit, Part> parts = new EnumMap<>(ProbeSplit.class);

  ProbeData(ProbeTask task, HeardTracks heard, Targets targets) {
    this.task = task;
    this.outputs = targets.outputs();
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
