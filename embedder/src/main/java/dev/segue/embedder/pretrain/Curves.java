// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.pretrain;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a training measured on its way; written as {@code curves.json}. */
public final class Curves {
  @JsonProperty("train")
  private final List<Point> train = new ArrayList<>();

  @JsonProperty("validation")
  private final List<Validation> validation = new ArrayList<>();

  @JsonProperty("open_sum")
  private double openSum;

  @JsonProperty("open_steps")
  private int openSteps;

  /** None yet. */
  public Curves() {}

  /**
   * The mean training loss of some steps.
   *
   * @param step the last of them
   * @param loss cross-entropy in nats plus mean squared error, with dropout
   */
  public record Point(long step, double loss) {}

  /**
   * A measurement on tracks that are not trained on, always with the same parts hidden.
   *
   * @param crossEntropy of the hidden codes, in nats
   * @param squaredError of the hidden mel values, in squared deviations of the catalogue
   * @param accuracy the part of the hidden codes that is guessed right
   * @param frequencyEntropy entropy of how often each hidden code occurs here, in nats: what
   *     knowing these frequencies, which no network can, would leave
   * @param trainedFrequencyEntropy what knowing the frequencies in the music that is trained on
   *     would leave, in nats; a network that has learned nothing else stays above it
   * @param perplexity exp of the entropy of all codes of these tracks: how many are in use
   * @param guessedPerplexity the same of the guesses: 1 if the network always says the same
   */
  public record Validation(
      long step,
      double crossEntropy,
      double squaredError,
      double accuracy,
      double frequencyEntropy,
      double trainedFrequencyEntropy,
      double perplexity,
      double guessedPerplexity) {
    /** What the training minimises. */
    public double loss() {
      return crossEntropy + squaredError;
    }
  }

  /** The training losses, in the order of the steps. */
  public List<Point> train() {
    return List.copyOf(train);
  }

  /** The measurements, in the order of the steps. */
  public List<Validation> validation() {
    return List.copyOf(validation);
  }

  /** The measurement with the smallest loss, the first of equals; its weights are kept. */
  public Optional<Validation> kept() {
    return validation.stream().min(Comparator.comparingDouble(Validation::loss));
  }

  /** Notes the loss of a step; so many steps become one point. */
  void step(long step, double loss, int stepsPerPoint) {
    openSum += loss;
    openSteps++;
    if (step % stepsPerPoint == 0) {
      train.add(new Point(step, openSum / openSteps));
      openSum = 0;
      openSteps = 0;
    }
  }

  void validation(Validation measured) {
    validation.add(measured);
  }

  /** The measurements as a table and a line, for people. */
  public String text() {
    return CurvesText.of(this);
  }
}
