// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.jukebox;

import dev.segue.nn.checkpoint.TensorSpec;
import java.util.List;

/** The tensors of {@code prior_level_2.pth.tar}, by name and shape. */
final class PriorWeights {
  static final String CODES = "prior.x_emb.weight";
  static final String POSITIONS = "prior.pos_emb.pos_emb";
  static final String GENRES = "y_emb.bow_genre_emb.emb.weight";
  static final String ARTISTS = "y_emb.artist_emb.emb.weight";
  static final String TOTAL_LENGTH = "y_emb.total_length_emb.emb.weight";
  static final String ABSOLUTE_TIME = "y_emb.absolute_pos_emb.emb.weight";
  static final String RELATIVE_TIME = "y_emb.relative_pos_emb.emb.weight";

  /** Gives logits, which nobody hears. */
  private static final String OUTPUT = "prior.x_out.weight";

  private static final String BLOCK = "prior.transformer._attn_mods.";

  /** Of a block, in the order in which {@link PriorText} takes them. */
  private static final List<String> OF_A_BLOCK =
      List.of(
          "ln_0.weight",
          "ln_0.bias",
          "attn.c_attn.w",
          "attn.c_attn.b",
          "attn.c_proj.w",
          "attn.c_proj.b",
          "ln_1.weight",
          "ln_1.bias",
          "mlp.c_fc.w",
          "mlp.c_fc.b",
          "mlp.c_proj.w",
          "mlp.c_proj.b");

  private PriorWeights() {}

  /** All, those above the embedding's layer included. */
  static TensorSpec all(JukeboxConfig config) {
    return upTo(config, config.prior().depth())
        .tensor(OUTPUT, config.vqvae().codes(), config.prior().width())
        .build();
  }

  /** What listening needs: the embeddings and the blocks below the layer. */
  static TensorSpec needed(JukeboxConfig config, int layer) {
    return upTo(config, layer)
        .ignore(BLOCK.replace(".", "\\.") + "\\d+\\..*")
        .ignore(OUTPUT.replace(".", "\\."))
        .build();
  }

  /** The names of a block's tensors, in the order in which {@link PriorText} takes them. */
  static List<String> block(int index) {
    return OF_A_BLOCK.stream().map(name -> BLOCK + index + "." + name).toList();
  }

  private static TensorSpec.Builder upTo(JukeboxConfig config, int layer) {
    PriorConfig prior = config.prior();
    long width = prior.width();
    TensorSpec.Builder spec =
        TensorSpec.builder()
            .tensor(GENRES, prior.genres(), width)
            .tensor(ARTISTS, prior.artists(), width)
            .tensor(TOTAL_LENGTH, prior.timeBins(), width)
            .tensor(ABSOLUTE_TIME, prior.timeBins(), width)
            .tensor(RELATIVE_TIME, prior.timeBins(), width)
            .tensor(CODES, config.vqvae().codes(), width)
            .tensor(POSITIONS, prior.context(), width);
    for (int block = 0; block < layer; block++) {
      for (String name : OF_A_BLOCK) {
        spec.tensor(BLOCK + block + "." + name, shape(prior, name));
      }
    }
    return spec;
  }

  private static long[] shape(PriorConfig prior, String name) {
    long width = prior.width();
    long attention = prior.attentionWidth();
    return switch (name) {
      case "attn.c_attn.w" -> new long[] {width, 3 * attention};
      case "attn.c_attn.b" -> new long[] {3 * attention};
      case "attn.c_proj.w" -> new long[] {attention, width};
      case "mlp.c_fc.w" -> new long[] {width, prior.hidden()};
      case "mlp.c_fc.b" -> new long[] {prior.hidden()};
      case "mlp.c_proj.w" -> new long[] {prior.hidden(), width};
      default -> new long[] {width};
    };
  }
}
