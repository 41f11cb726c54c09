// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Torch;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against loops, with norms of both signs. */
class FrontConvolutionTest {
  private static final MusicnnConfig CONFIG =
      new MusicnnConfig(16_000, 512, 256, 20, 30, 30, 3, 2, 2, 2, 2, 1e-3);

  @Test
  void isAConvolutionThenReluThenNormThenTheLargestOverMels() {
    Map<String, Tensor> weights = RandomTensors.of(MusicnnWeights.spec(CONFIG), 3);
    flip(weights, "batch_normalization_2/gamma");
    flip(weights, "batch_normalization_4/gamma");
    float[] patch = patch();
    try (MusicnnModel model = new MusicnnModel(CONFIG, weights, Precision.FLOAT32);
        NDManager scope = Torch.scope()) {
      NDArray input = scope.create(FloatBuffer.wrap(patch), new Shape(1, 30, 20));
      var stages = model.call(scope, "stages", input);
      float[] normed = stages.get(0).toFloatArray();
      int timbral = 0;
      int temporal = 0;
      for (FrontConvolution front : FrontConvolution.all(CONFIG)) {
        boolean overMels = front.slidesOverMels();
        float[] actual = stages.get(overMels ? 1 : 2).toFloatArray();
        for (int filter = 0; filter < front.filters(); filter++) {
          int channel = filter + (overMels ? timbral : temporal);
          for (int t = 0; t < 30; t++) {
            assertThat((double) actual[channel * 30 + t])
                .as("%s, filter %d, frame %d", front.name(), filter, t)
                .isCloseTo(largest(front, weights, normed, filter, t), within(1e-4));
          }
        }
        timbral += overMels ? front.filters() : 0;
        temporal += overMels ? 0 : front.filters();
      }
    }
  }

  private static double largest(
      FrontConvolution front, Map<String, Tensor> weights, float[] x, int filter, int t) {
    float[] kernel = weights.get(front.layer() + "/kernel").toFloats();
    int frames = (int) front.kernelShape()[0];
    int width = (int) front.kernelShape()[1];
    double largest = Double.NEGATIVE_INFINITY;
    for (int mel = 0; mel + width <= CONFIG.mels(); mel++) {
      double sum = weights.get(front.layer() + "/bias").toFloats()[filter];
      for (int i = 0; i < frames; i++) {
        int frame = t + i - (frames - 1) / 2;
        for (int j = 0; j < width && frame >= 0 && frame < CONFIG.patchFrames(); j++) {
          sum +=
              kernel[(i * width + j) * front.filters() + filter]
                  * x[frame * CONFIG.mels() + mel + j];
        }
      }
      largest = Math.max(largest, norm(front.norm(), weights, filter, Math.max(0, sum)));
    }
    return largest;
  }

  private static double norm(String name, Map<String, Tensor> weights, int filter, double x) {
    double mean = weights.get(name + "/moving_mean").toFloats()[filter];
    double variance = weights.get(name + "/moving_variance").toFloats()[filter];
    double gamma = weights.get(name + "/gamma").toFloats()[filter];
    double beta = weights.get(name + "/beta").toFloats()[filter];
    return gamma * (x - mean) / Math.sqrt(variance + CONFIG.epsilon()) + beta;
  }

  private static void flip(Map<String, Tensor> weights, String name) {
    float[] gamma = weights.get(name).toFloats();
    gamma[0] = -gamma[0];
    weights.put(name, Tensor.of(name, gamma, gamma.length));
  }

  private static float[] patch() {
    Random random = new Random(2);
    float[] patch = new float[30 * 20];
    for (int i = 0; i < patch.length; i++) {
      patch[i] = random.nextFloat();
    }
    return patch;
  }
}
