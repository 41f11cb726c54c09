// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Initial;
import dev.segue.nn.torch.Network;
import java.util.List;

/**
 * Networks to be trained as BEST-RQ does (Chiu et al. 2022): parts of the mel spectra are hidden,
 * and the network guesses, where they are, which code the random-projection quantiser gives to the
 * four hidden frames, and the frames themselves.
 *
 * <p>Their methods, all on normalised mel spectra {@code [B, frames, bins]} with a multiple of four
 * frames:
 *
 * <ul>
 *   <li>{@code loss(hidden, whole, places)}: cross-entropy of the codes plus mean squared error of
 *       the frames, over the hidden positions only; {@code places} {@code [n]} are their numbers
 *       among the {@code B * frames / 4} positions of the batch,
 *   <li>{@code evaluate(hidden, whole, places)}: cross-entropy, squared error, the guessed and the
 *       true codes {@code [n]}, without dropout,
 *   <li>{@code codes(whole)}: the codes of all positions.
 * </ul>
 */
public final class EncoderTraining {
  private final Parameters parameters = new Parameters();
  private final List<String> methods;

  /**
   * Writes the text of a network.
   *
   * @param dropout the part of the values that is left out in training
   */
  public EncoderTraining(EncoderConfig config, double dropout) {
    methods = List.of(loss(config, dropout), evaluate(config), codes(config));
  }

  /**
   * A network with random parameters.
   *
   * @param seed of the parameters, the quantiser's included
   */
  public Network network(long seed) {
    Network.Builder network = Network.builder(seed);
    parameters.addTo(network);
    methods.forEach(network::methods);
    return network.build();
  }

  /**
   * Tells a network's quantiser what its catalogue is like. Without it the codes are of the values
   * as they are, most of which a catalogue's mean spectrum decides: few codes would be in use.
   *
   * @param means of the normalised values of each bin
   * @param deviations of the normalised values of each bin
   */
  public static void standardise(Network network, float[] means, float[] deviations) {
    network.set(Tensor.of("quantizer.mean", means, means.length));
    network.set(Tensor.of("quantizer.deviation", deviations, deviations.length));
  }

  /** How many numbers are trained. */
  public long trainedValues() {
    return parameters.trainedValues();
  }

  private String loss(EncoderConfig config, double dropout) {
    Body body = new Body(parameters, Body.Mode.training(dropout));
    Guesses guesses = new Guesses(config, body);
    return body.loss(body.add(guesses.crossEntropy(), guesses.squaredError()));
  }

  private String evaluate(EncoderConfig config) {
    Body body = new Body(parameters, Body.Mode.INFERENCE);
    Guesses guesses = new Guesses(config, body);
    String guessed = body.let("torch.argmax(%s, -1)", guesses.logits);
    return body.method(
        "evaluate",
        List.of(guesses.crossEntropy(), guesses.squaredError(), guessed, guesses.codes));
  }

  private String codes(EncoderConfig config) {
    Body body = new Body(parameters, Body.Mode.INFERENCE);
    return body.method("codes", List.of(codes(config, body, targets(config, body, body.input(0)))));
  }

  /** What is said about the hidden positions, and what is true. */
  private static final class Guesses {
    private final Body body;
    private final String logits;
    private final String codes;
    private final String frames;
    private final String targets;

    Guesses(EncoderConfig config, Body body) {
      this.body = body;
      int frameSize = FrontEnd.FRAMES * config.mel().bins();
      List<String> states = EncoderText.states(config, body, config.layers());
      String places = body.input(2);
      String last = at(states.get(states.size() - 1), places, config.dimension());
      logits = body.linear(last, "linear", config.dimension(), config.codes(), true);
      frames = body.linear(last, "mel_linear", config.dimension(), frameSize, true);
      targets = at(targets(config, body, body.input(1)), places, frameSize);
      codes = codes(config, body, targets);
    }

    private String at(String x, String places, int size) {
      String flat = body.let("torch.reshape(%s, [-1, %d])", x, size);
      return body.let("torch.index_select(%s, 0, %s)", flat, places);
    }

    String crossEntropy() {
      return body.let("torch.cross_entropy_loss(%s, %s)", logits, codes);
    }

    String squaredError() {
      return body.let("torch.mse_loss(%s, %s)", frames, targets);
    }
  }

  private static String targets(EncoderConfig config, Body body, String whole) {
    return Stacking.stacked(body, whole, config.mel().bins());
  }

  private static String codes(EncoderConfig config, Body outer, String targets) {
    Body body = outer.in("quantizer");
    int bins = config.mel().bins();
    String mean = body.frozen("mean", Initial.ZEROS, bins);
    String deviation = body.frozen("deviation", Initial.ONES, bins);
    String frames = body.let("torch.unflatten(%s, -1, [%d, %d])", targets, FrontEnd.FRAMES, bins);
    String standard = body.let("torch.div(torch.sub(%s, %s), %s)", frames, mean, deviation);
    return config.quantizer().of(body, body.let("torch.flatten(%s, -2)", standard));
  }
}
