// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Algorithms;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One training and measurement of an experiment.
 *
 * @param backbone empty for a model that reads no content
 */
record Cell(Experiment.Choice protocol, Experiment.Model model, String backbone, long seed) {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /** All cells, protocol by protocol. */
  static List<Cell> of(Experiment experiment) {
    List<Cell> cells = new ArrayList<>();
    for (Experiment.Choice protocol : experiment.protocols()) {
      for (Experiment.Model model : experiment.models()) {
        List<Long> seeds = model.seeds().isEmpty() ? experiment.seeds() : model.seeds();
        for (String backbone : backbones(experiment, model)) {
          for (long seed : seeds) {
            cells.add(new Cell(protocol, model, backbone, seed));
          }
        }
      }
    }
    return cells;
  }

  private static List<String> backbones(Experiment experiment, Experiment.Model model) {
    AlgorithmSettings settings = new AlgorithmSettings(0, model.settings());
    if (!Algorithms.named(model.name()).readsContent(settings)
        || experiment.backbones().isEmpty()) {
      return List.of("");
    }
    return experiment.backbones().stream()
        .map(Experiment.Backbone::name)
        .filter(name -> model.backbones().isEmpty() || model.backbones().contains(name))
        .toList();
  }

  /** For people. */
  String title() {
    return "%s %s%s seed %d"
        .formatted(
            protocol.name(), model.label(), backbone.isEmpty() ? "" : " on " + backbone, seed);
  }

  /**
   * A file name that changes with whatever changes the result.
   *
   * @param data what tells the experiment's data from other data
   */
  String fileName(String data) {
    try {
      byte[] all =
          (data + JSON.writeValueAsString(List.of(protocol, model, backbone, seed)))
              .getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(all);
      return "%s-%s-%s-%d-%s"
          .formatted(
              safe(protocol.name()),
              safe(model.label()),
              safe(backbone.isEmpty() ? "none" : backbone),
              seed,
              HexFormat.of().formatHex(digest, 0, 6));
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String safe(String name) {
    return name.replaceAll("[^A-Za-z0-9.]", "_");
  }
}
