// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.jukebox;

import dev.segue.nn.checkpoint.TensorSpec;

/** The tensors of {@code vqvae.pth.tar}, by name and shape. */
final class VqVaeWeights {
  private static final int HALVING_KERNEL = 4;
  private static final int KERNEL = 3;

  private final VqVaeConfig config;
  private final TensorSpec.Builder spec = TensorSpec.builder();

  private VqVaeWeights(VqVaeConfig config) {
    this.config = config;
  }

  /** All: the encoder, decoder and codebook of each level. */
  static TensorSpec all(VqVaeConfig config) {
    VqVaeWeights weights = new VqVaeWeights(config);
    for (int level = 0; level < config.levels(); level++) {
      weights.encoder(level);
      weights.decoder(level);
      weights.codebook(level);
    }
    return weights.spec.build();
  }

  /** What listening needs: encoder and codebook of the last level. */
  static TensorSpec needed(VqVaeConfig config) {
    VqVaeWeights weights = new VqVaeWeights(config);
    weights.encoder(config.top());
    weights.codebook(config.top());
    return weights
        .spec
        .ignore("decoders\\..*")
        .ignore("encoders\\.(?!%d\\.)\\d+\\..*".formatted(config.top()))
        .ignore("bottleneck\\.level_blocks\\.(?!%d\\.)\\d+\\..*".formatted(config.top()))
        .build();
  }

  private void encoder(int level) {
    for (int stage = 0; stage <= level; stage++) {
      String prefix = "encoders.%d.level_blocks.%d.model.".formatted(level, stage);
      int inputs = stage == 0 ? 1 : config.embeddingWidth();
      for (int halving = 0; halving < config.halvings().get(stage); halving++) {
        String name = prefix + halving;
        convolution(
            name + ".0",
            config.width(level),
            halving == 0 ? inputs : config.width(level),
            HALVING_KERNEL);
        residual(name + ".1", level);
      }
      convolution(
          prefix + config.halvings().get(stage),
          config.embeddingWidth(),
          config.width(level),
          KERNEL);
    }
  }

  private void decoder(int level) {
    for (int stage = 0; stage <= level; stage++) {
      String prefix = "decoders.%d.level_blocks.%d.model.".formatted(level, stage);
      convolution(prefix + 0, config.width(level), config.embeddingWidth(), KERNEL);
      int doublings = config.halvings().get(stage);
      for (int doubling = 1; doubling <= doublings; doubling++) {
        String name = prefix + doubling;
        residual(name + ".0", level);
        int outputs = doubling == doublings ? config.embeddingWidth() : config.width(level);
        // A transposed convolution, whose weight has the inputs first.
        spec.tensor(name + ".1.weight", config.width(level), outputs, HALVING_KERNEL);
        spec.tensor(name + ".1.bias", outputs);
      }
    }
    convolution("decoders.%d.out".formatted(level), 1, config.embeddingWidth(), KERNEL);
  }

  private void residual(String name, int level) {
    for (int block = 0; block < config.depth(level); block++) {
      String prefix = "%s.model.%d.model.".formatted(name, block);
      convolution(prefix + 1, config.hidden(level), config.width(level), KERNEL);
      convolution(prefix + 3, config.width(level), config.hidden(level), 1);
    }
  }

  private void codebook(int level) {
    spec.tensor(
        "bottleneck.level_blocks.%d.k".formatted(level), config.codes(), config.embeddingWidth());
  }

  private void convolution(String name, int outputs, int inputs, int kernel) {
    spec.tensor(name + ".weight", outputs, inputs, kernel);
    spec.tensor(name + ".bias", outputs);
  }
}
