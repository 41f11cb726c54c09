// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.jukebox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The sizes of a Jukebox.
 *
 * @param sampleRate in Hz
 * @param layer whose output is the embedding unless another is asked for: the middle one, if a
 *     model does not name it
 */
record JukeboxConfig(int sampleRate, VqVaeConfig vqvae, PriorConfig prior, int layer) {
  static final JukeboxConfig PUBLISHED =
      new JukeboxConfig(44_100, VqVaeConfig.PUBLISHED, PriorConfig.PUBLISHED, 36);

  private static final int ATTENTION_ORDER = 2;

  /**
   * From the hyper-parameters under the names of the original code; those that are not there are as
   * published.
   *
   * @throws IllegalArgumentException if they are of a model that works in another way
   */
  static JukeboxConfig of(JsonNode json) {
    if (json.path("attn_order").asInt(ATTENTION_ORDER) != ATTENTION_ORDER) {
      throw new IllegalArgumentException(
          "attn_order is %s; only %d, that of the 5B model, is known"
              .formatted(json.get("attn_order"), ATTENTION_ORDER));
    }
    if (numbers(json, "strides_t", List.of(2)).stream().anyMatch(stride -> stride != 2)) {
      throw new IllegalArgumentException("strides_t are not all 2: " + json.get("strides_t"));
    }
    PriorConfig prior = prior(json);
    return new JukeboxConfig(
        json.path("sr").asInt(PUBLISHED.sampleRate()),
        vqvae(json),
        prior,
        json.path("extract_layer").asInt(prior.depth() / 2));
  }

  private static VqVaeConfig vqvae(JsonNode json) {
    VqVaeConfig published = VqVaeConfig.PUBLISHED;
    return new VqVaeConfig(
        json.path("l_bins").asInt(published.codes()),
        json.path("emb_width").asInt(published.embeddingWidth()),
        json.path("width").asInt(published.width()),
        json.path("vq_depth").asInt(published.depth()),
        json.path("m_conv").asDouble(published.hiddenRatio()),
        json.path("dilation_growth_rate").asInt(published.dilationGrowth()),
        numbers(json, "downs_t", published.halvings()),
        numbers(json, "multipliers", published.multipliers()));
  }

  private static PriorConfig prior(JsonNode json) {
    PriorConfig published = PriorConfig.PUBLISHED;
    List<Integer> labels =
        numbers(json, "y_bins", List.of(published.genres(), published.artists()));
    if (labels.size() != 2) {
      throw new IllegalArgumentException("y_bins are not two numbers: " + json.get("y_bins"));
    }
    return new PriorConfig(
        json.path("n_ctx").asInt(published.context()),
        json.path("prior_width").asInt(published.width()),
        json.path("prior_depth").asInt(published.depth()),
        json.path("heads").asInt(published.heads()),
        json.path("m_attn").asDouble(published.attentionRatio()),
        json.path("m_mlp").asDouble(published.hiddenRatio()),
        json.path("blocks").asInt(published.blocks()),
        labels.get(0),
        labels.get(1),
        json.path("t_bins").asInt(published.timeBins()),
        json.path("min_duration").asDouble(published.shortestTrack()),
        json.path("max_duration").asDouble(published.longestTrack()),
        json.path("layer_norm_eps").asDouble(published.epsilon()));
  }

  private static List<Integer> numbers(JsonNode json, String name, List<Integer> published) {
    if (!json.path(name).isArray()) {
      return published;
    }
    List<Integer> numbers = new ArrayList<>();
    json.get(name).forEach(value -> numbers.add(value.asInt()));
    return numbers;
  }
}
