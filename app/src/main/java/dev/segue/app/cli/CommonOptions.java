// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import ch.qos.logback.classic.Level;
import dev.segue.app.Components;
import dev.segue.app.Logging;
import dev.segue.runtime.config.Settings;
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

  /** All settings; these values are weaker than what the user set. */
  Settings settings(Map<String, String> defaults) {
    Settings.Builder builder = Components.settings().defaults(defaults);
    if (file != null) {
      builder.file(file);
    } else if (Files.exists(DEFAULT_FILE)) {
      builder.file(DEFAULT_FILE);
    }
    return builder.environment(System.getenv()).values(values).build();
  }

  Settings settings() {
    return settings(Map.of());
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
