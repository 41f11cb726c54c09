// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import ch.qos.logback.classic.Level;
import dev.segue.app.Components;
import dev.segue.app.DiskCheckedProgress;
import dev.segue.app.Logging;
import dev.segue.app.RunningInstance;
import dev.segue.app.UserError;
import dev.segue.embedder.EmbedderSettings;
import dev.segue.embedder.backbone.Backbones;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.progress.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options of every command that reads settings. */
final class CommonOptions {
  private static final Path DEFAULT_FILE = Path.of("segue.properties");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "segue-data",
      description = "Folder of all state (default: ${DEFAULT-VALUE}).")
  Path data;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings file (default: segue.properties where there is one).")
  Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets one setting; may be repeated. 'segue settings' shows all.")
  Map<String, String> values = new HashMap<>();

  @Option(names = "--verbose", description = "Logs more.")
  boolean verbose;

  @Option(
      names = "--log-format",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "Form of a service's log lines (default: ${DEFAULT-VALUE}).")
  Logging.Format logFormat;

  Settings settings() {
    return settings(Map.of(), Map.of());
  }

  /**
   * All settings, for a command that works on a running system: that of the data folder, unless the
   * user named another.
   */
  Settings client() {
    return settings(RunningInstance.settings(data), Map.of());
  }

  /**
   * Progress that ends the work with an error when the disk of the system of this data folder is
   * low. The disk of a system elsewhere is not seen from here.
   */
  Progress diskChecked(Progress progress, Settings settings) {
    return RunningInstance.settings(data).isEmpty()
        ? progress
        : new DiskCheckedProgress(progress, Components.disk(settings, data));
  }

  /** The same; the flags win over every other source. */
  Settings client(BackboneFlags flags) {
    return checked(settings(RunningInstance.settings(data), flags.settings()), flags);
  }

  /**
   * All settings; the flags win over every other source.
   *
   * @throws UserError if the backbone has nothing of what they choose
   */
  Settings settings(BackboneFlags flags) {
    return checked(settings(Map.of(), flags.settings()), flags);
  }

  private static Settings checked(Settings settings, BackboneFlags flags) {
    String backbone = settings.get(EmbedderSettings.class).backbone();
    if (Backbones.names().contains(backbone)) {
      flags.check(Backbones.type(backbone));
    }
    return settings;
  }

  /**
   * All settings. What the embedder hears with is what the trainer and serving read, unless they
   * are set otherwise.
   *
   * @param defaults weaker than what the user set
   * @param flags stronger
   */
  Settings settings(Map<String, String> defaults, Map<String, String> flags) {
    Map<String, String> weakest = new HashMap<>(defaults);
    weakest.put("embedder.models", data.resolve("models").toString());
    String backbone = build(weakest, flags).get(EmbedderSettings.class).backbone();
    weakest.put("trainer.backbone", backbone);
    weakest.put("serving.backbones", backbone);
    return build(weakest, flags);
  }

  private Settings build(Map<String, String> defaults, Map<String, String> flags) {
    Settings.Builder builder = Components.settings().defaults(defaults);
    if (file != null) {
      builder.file(file);
    } else if (Files.exists(DEFAULT_FILE)) {
      builder.file(DEFAULT_FILE);
    }
    return builder.environment(System.getenv()).values(values).values(flags).build();
  }

  Level level() {
    return verbose ? Level.DEBUG : Level.INFO;
  }

  void logAsService() {
    Logging.service(logFormat, level());
  }

  void logAsTool() {
    Logging.tool(data.resolve("logs"), level());
  }
}
