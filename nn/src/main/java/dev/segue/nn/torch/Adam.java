// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.torch;

/**
 * Settings of Adam (Kingma and Ba 2015), or AdamW (Loshchilov and Hutter 2019) if there is weight
 * decay.
 *
 * @param learningRate before the schedule
 * @param weightDecay decoupled from the gradient; 0 for plain Adam
 * @param clipNorm the largest joint norm of all gradients; 0 for any
 */
public record Adam(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    double clipNorm) {
  /** PyTorch's defaults: learning rate 0.001, betas 0.9 and 0.999, epsilon 1e-8, no clipping. */
  public static final Adam DEFAULTS = new Adam(1e-3, 0.9, 0.999, 1e-8, 0, 0);

  /** Checks the ranges. */
  public Adam {
    require(learningRate > 0 && Double.isFinite(learningRate), "learning rate", learningRate);
    require(beta1 >= 0 && beta1 < 1, "beta1", beta1);
    require(beta2 >= 0 && beta2 < 1, "beta2", beta2);
    require(epsilon > 0, "epsilon", epsilon);
    require(weightDecay >= 0, "weight decay", weightDecay);
    require(clipNorm >= 0, "clip norm", clipNorm);
  }

  /** The same with another learning rate. */
  public Adam withLearningRate(double rate) {
    return new Adam(rate, beta1, beta2, epsilon, weightDecay, clipNorm);
  }

  /** The same with decoupled weight decay. */
  public Adam withWeightDecay(double decay) {
    return new Adam(learningRate, beta1, beta2, epsilon, decay, clipNorm);
  }

  /** The same with gradients clipped to a joint norm. */
  public Adam withClipNorm(double norm) {
    return new Adam(learningRate, beta1, beta2, epsilon, weightDecay, norm);
  }

  private static void require(boolean fits, String name, double value) {
    if (!fits) {
      throw new IllegalArgumentException("Adam: the %s is %s".formatted(name, value));
    }
  }
}
