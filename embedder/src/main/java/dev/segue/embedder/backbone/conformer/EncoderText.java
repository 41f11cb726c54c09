// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import dev.segue.nn.checkpoint.TensorSpec;
import dev.segue.nn.torch.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A network for inference: what it asks of a file of weights, and its text. */
final class EncoderText {
  /** Of the training only: what was guessed with, and among. */
  private static final String UNUSED = "(linear|mel_linear|quantizer)\\..*|.*num_batches_tracked";

  private final EncoderConfig config;
  private final Parameters parameters = new Parameters();
  private final String method;

  /**
   * Writes the text.
   *
   * @param layer whose result is pooled over time; 0 is the input of the first one
   */
  EncoderText(EncoderConfig config, int layer, Precision precision) {
    this.config = config;
    Body.Mode mode = Body.Mode.inference(precision);
    // Names every parameter, whatever the layer.
    states(config, new Body(parameters, mode), config.layers());
    Body body = new Body(parameters, mode);
    List<String> states = states(config, body, layer);
    Embedding embedding = new Embedding(layer, config.embedding().pooling());
    method = body.method("embed", List.of(embedding.of(body, states.get(states.size() - 1))));
  }

  /**
   * {@code embed}: mel spectra {@code [B, frames, bins]} to embeddings {@code [B, D]} or {@code [B,
   * 2 D]}.
   */
  String text() {
    return method;
  }

  TensorSpec spec() {
    return parameters.spec().ignore(UNUSED).build();
  }

  boolean isMatrix(String name) {
    return parameters.isMatrix(name);
  }

  EncoderConfig config() {
    return config;
  }

  /**
   * The input of the first block, then the result of each up to this one; that of the last one is
   * normalised.
   */
  static List<String> states(EncoderConfig config, Body body, int layer) {
    List<String> states = new ArrayList<>();
    states.add(config.frontEnd().of(body, body.input(0)));
    if (layer == 0) {
      return states;
    }
    Encoder encoder = config.encoder();
    List<String> blocks =
        encoder.upTo(layer).of(body.in("encoder"), states.get(0), Optional.empty());
    states.addAll(blocks.subList(0, layer - 1));
    states.add(blocks.get(layer == encoder.layers() ? layer : layer - 1));
    return states;
  }
}
