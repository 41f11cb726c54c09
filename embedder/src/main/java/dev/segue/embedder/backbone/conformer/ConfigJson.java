// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@link EncoderConfig} as {@code config.json}. */
final class ConfigJson {
  /** Attention has none. */
  private static final Summary NO_SUMMARY =
      new Summary(1, List.of(), 1, List.of(), 1, Optional.empty());

  private ConfigJson() {}

  static EncoderConfig read(JsonNode json) {
    EncoderConfig config =
        new EncoderConfig(
            constant(Family.class, json, "model"),
            constant(Mixing.class, json, "mixer"),
            number(json, "dimension").asInt(),
            number(json, "layers").asInt(),
            number(json, "heads").asInt(),
            number(json, "width").asInt(),
            number(json, "kernel").asInt(),
            json.has("summary") ? summary(json.get("summary")) : NO_SUMMARY,
            number(json, "channels").asInt(),
            mel(there(json, "mel")),
            number(json, "codes").asInt());
    return json.has("embedding") ? config.with(embedding(json.get("embedding"))) : config;
  }

  static ObjectNode write(EncoderConfig config) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("model", lower(config.family()));
    json.put("mixer", lower(config.mixing()));
    json.put("dimension", config.dimension()).put("layers", config.layers());
    json.put("heads", config.heads()).put("width", config.width());
    json.put("kernel", config.kernel());
    if (config.mixing() == Mixing.SUMMARY) {
      Summary summary = config.summary();
      ObjectNode sizes = json.putObject("summary");
      sizes.put("heads", summary.heads());
      summary.localHidden().forEach(sizes.putArray("local_hidden")::add);
      sizes.put("local", summary.local());
      summary.summaryHidden().forEach(sizes.putArray("summary_hidden")::add);
      sizes.put("summary", summary.summary());
      summary
          .mergeHidden()
          .ifPresent(hidden -> hidden.forEach(sizes.putArray("merge_hidden")::add));
    }
    json.put("channels", config.channels());
    MelInput mel = config.mel();
    ObjectNode input = json.putObject("mel");
    input.put("sample_rate", mel.sampleRate()).put("fft", mel.fft()).put("hop", mel.hop());
    input.put("bins", mel.bins()).put("mean", mel.mean()).put("deviation", mel.deviation());
    json.put("codes", config.codes());
    ObjectNode embedding = json.putObject("embedding");
    embedding.put("layer", config.embedding().layer());
    embedding.put("pooling", lower(config.embedding().pooling()));
    return json;
  }

  private static Summary summary(JsonNode json) {
    return new Summary(
        number(json, "heads").asInt(),
        numbers(json, "local_hidden"),
        number(json, "local").asInt(),
        numbers(json, "summary_hidden"),
        number(json, "summary").asInt(),
        json.has("merge_hidden") ? Optional.of(numbers(json, "merge_hidden")) : Optional.empty());
  }

  private static Embedding embedding(JsonNode json) {
    return new Embedding(
        number(json, "layer").asInt(), constant(Embedding.Pooling.class, json, "pooling"));
  }

  private static MelInput mel(JsonNode json) {
    return new MelInput(
        number(json, "sample_rate").asInt(),
        number(json, "fft").asInt(),
        number(json, "hop").asInt(),
        number(json, "bins").asInt(),
        number(json, "mean").asDouble(),
        number(json, "deviation").asDouble());
  }

  private static List<Integer> numbers(JsonNode json, String key) {
    List<Integer> numbers = new ArrayList<>();
    there(json, key).forEach(node -> numbers.add(node.asInt()));
    return numbers;
  }

  private static JsonNode number(JsonNode json, String key) {
    JsonNode node = there(json, key);
    EncoderConfig.require(node.isNumber(), key, node);
    return node;
  }

  private static <E extends Enum<E>> E constant(Class<E> type, JsonNode json, String key) {
    String name = there(json, key).asText();
    for (E each : type.getEnumConstants()) {
      if (lower(each).equals(name)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "config.json: %s is '%s'; it is one of %s"
            .formatted(
                key, name, List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT)));
  }

  private static JsonNode there(JsonNode json, String key) {
    JsonNode node = json.get(key);
    if (node == null) {
      throw new IllegalArgumentException("config.json: %s is missing".formatted(key));
    }
    return node;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
