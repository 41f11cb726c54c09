// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.experiment;

import dev.segue.app.UserError;
import dev.segue.embedder.EmbedderSettings;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.config.SettingsException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How experiments hear audio.
 *
 * @param configured the settings of the process
 * @param cache folder of what was heard before
 */
public record Hearing(Settings configured, Path cache) {
  private static final String PREFIX = "embedder.";
  private static final String WEIGHTS = PREFIX + "weights";

  /** Settings that make sense only for the backbone they were made for. */
  private static final Set<String> OF_ONE_BACKBONE =
      Set.of(
          WEIGHTS, PREFIX + "layer", PREFIX + "precision", PREFIX + "clip", PREFIX + "study-exact");

  /**
   * The settings of one row: those of the process, but for what the row says itself. A row that
   * names its backbone begins with that one's defaults.
   *
   * @param file of the experiment
   * @throws UserError if the row has a setting that there is not, or a value that is none
   */
  EmbedderSettings settings(Experiment.Backbone row, Path file) {
    Map<String, String> values = new TreeMap<>(configured.describe());
    values.keySet().removeIf(key -> !key.startsWith(PREFIX));
    values.values().removeIf(String::isEmpty);
    row.backbone()
        .ifPresent(
            name -> {
              values.keySet().removeAll(OF_ONE_BACKBONE);
              values.put(PREFIX + "backbone", name);
            });
    row.settings().forEach((key, value) -> values.put(PREFIX + key, value));
    if (row.settings().containsKey("weights")) {
      values.computeIfPresent(
          WEIGHTS, (key, name) -> file.toAbsolutePath().resolveSibling(name).toString());
    }
    try {
      return Settings.of(EmbedderSettings.class, values);
    } catch (SettingsException e) {
      throw new UserError("%s backbone %s: %s".formatted(file, row.name(), e.getMessage()), e);
    }
  }
}
