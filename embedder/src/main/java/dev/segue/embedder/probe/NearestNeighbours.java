// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.segue.nn.torch.Torch;
import java.nio.FloatBuffer;
import java.util.List;

/** What the nearest tracks of train by cosine similarity say: nothing is trained. */
final class NearestNeighbours {
  /** A neighbour has one vote; its similarity only decides between equal numbers of votes. */
  private static final float TIE_BREAK = 1e-3f;

  private static final int TOGETHER = 256;

  private NearestNeighbours() {}

  /** The votes of the neighbours of each test track, {@code [examples][outputs]}. */
  static float[][] scores(ProbeData data, int neighbours) {
    ProbeData.Part train = data.part(ProbeSplit.TRAIN);
    ProbeData.Part test = data.part(ProbeSplit.TEST);
    int k = Math.min(neighbours, train.size());
    float[][] scores = new float[test.size()][data.outputs()];
    try (NDManager scope = Torch.scope()) {
      NDArray known = normalised(scope, train.inputs()).transpose();
      for (int from = 0; from < scores.length; from += TOGETHER) {
        int to = Math.min(scores.length, from + TOGETHER);
        try (NDManager inner = Torch.scope()) {
          inner.tempAttachAll(known);
          NDArray asked = normalised(inner, test.inputs().subList(from, to));
          NDList nearest = asked.matMul(known).topK(k, 1);
          float[] similarities = nearest.get(0).toFloatArray();
          long[] places = nearest.get(1).toLongArray();
          for (int i = 0; i < places.length; i++) {
            float[] target = train.targets().get((int) places[i]);
            vote(data.task(), scores[from + i / k], target, similarities[i], k);
          }
        }
      }
    }
    return scores;
  }

  private static void vote(
      ProbeTask task, float[] scores, float[] target, float similarity, int k) {
    float vote = 1 + TIE_BREAK * similarity;
    switch (task) {
      case MULTI_CLASS, KEY -> scores[(int) target[0]] += vote;
      case MULTI_LABEL -> {
        for (int i = 0; i < scores.length; i++) {
          scores[i] += vote * target[i];
        }
      }
      case REGRESSION -> {
        for (int i = 0; i < scores.length; i++) {
          scores[i] += target[i] / k;
        }
      }
    }
  }

  private static NDArray normalised(NDManager scope, List<float[]> rows) {
    int width = rows.get(0).length;
    FloatBuffer values = FloatBuffer.allocate(rows.size() * width);
    for (float[] row : rows) {
      double squares = 0;
      for (float value : row) {
        squares += (double) value * value;
      }
      float scale = squares > 0 ? (float) (1 / Math.sqrt(squares)) : 0;
      for (float value : row) {
        values.put(value * scale);
      }
    }
    return scope.create(values.flip(), new Shape(rows.size(), width));
  }
}
