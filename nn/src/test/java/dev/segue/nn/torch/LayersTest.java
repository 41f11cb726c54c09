// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LayersTest {
  private static final int LENGTH = 5;
  private static final int WIDTH = 6;
  private static final int HEADS = 2;

  @Test
  void normalisesEachPosition() {
    try (Network network =
            Network.builder(1)
                .methods(Layers.LAYER_NORM)
                .methods(
                    """
                    def run(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
                      return [(self).layer_norm(x[0], x[1], x[2], 0.)]
                    """)
                .build();
        NDManager scope = Torch.scope()) {
      float[] y =
          network
              .call(
                  scope,
                  "run",
                  scope.create(new float[] {1, 3, 10, 30}, new Shape(2, 2)),
                  scope.create(new float[] {2, 1}),
                  scope.create(new float[] {0, 5}))
              .get(0)
              .toFloatArray();

      assertThat(y).usingComparatorWithPrecision(1e-6f).containsExactly(-2, 6, -2, 6);
    }
  }

  @Test
  void attendsAsTheFormulaSays() {
    float[] q = random(1);
    float[] k = random(2);
    float[] v = random(3);
    float[] mask = new float[LENGTH * LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      for (int j = i + 1; j < LENGTH; j++) {
        mask[i * LENGTH + j] = Float.NEGATIVE_INFINITY;
      }
    }
    try (Network network =
            Network.builder(1)
                .methods(Layers.ATTENTION)
                .methods(
                    """
                    def run(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
                      return [(self).attention(x[0], x[1], x[2], x[3], 2, 0.)]
                    """)
                .build();
        NDManager scope = Torch.scope()) {
      Shape shape = new Shape(1, LENGTH, WIDTH);
      float[] y =
          network
              .call(
                  scope,
                  "run",
                  scope.create(q, shape),
                  scope.create(k, shape),
                  scope.create(v, shape),
                  scope.create(mask, new Shape(1, 1, LENGTH, LENGTH)))
              .get(0)
              .toFloatArray();

      assertThat(y).usingComparatorWithPrecision(1e-5f).containsExactly(reference(q, k, v));
    }
  }

  /** Causal attention, term by term. */
  private static float[] reference(float[] q, float[] k, float[] v) {
    int size = WIDTH / HEADS;
    float[] out = new float[LENGTH * WIDTH];
    for (int head = 0; head < HEADS; head++) {
      for (int i = 0; i < LENGTH; i++) {
        double[] weights = new double[i + 1];
        double sum = 0;
        for (int j = 0; j <= i; j++) {
          double dot = 0;
          for (int d = head * size; d < (head + 1) * size; d++) {
            dot += q[i * WIDTH + d] * k[j * WIDTH + d];
          }
          weights[j] = Math.exp(dot / Math.sqrt(size));
          sum += weights[j];
        }
        for (int d = head * size; d < (head + 1) * size; d++) {
          for (int j = 0; j <= i; j++) {
            out[i * WIDTH + d] += (float) (weights[j] / sum * v[j * WIDTH + d]);
          }
        }
      }
    }
    return out;
  }

  private static float[] random(long seed) {
    Random random = new Random(seed);
    float[] values = new float[LENGTH * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
