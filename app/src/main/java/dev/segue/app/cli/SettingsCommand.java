// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.Components;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code segue settings}. */
@Command(
    name = "settings",
    description = "Prints every setting with its value; secrets are masked.",
    mixinStandardHelpOptions = true)
public final class SettingsCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Option(names = "--output", paramLabel = "text|json", defaultValue = "text")
  private Output output;

  @Option(
      names = "--allowed",
      description = "Prints what each setting may be, instead of what it is.")
  private boolean allowed;

  @Override
  public Integer call() {
    Map<String, String> settings = allowed ? Components.allowed() : common.settings().describe();
    var out = spec.commandLine().getOut();
    if (output == Output.JSON) {
      out.println(Json.of(settings));
    } else {
      settings.forEach((key, value) -> out.printf("%s=%s%n", key, value));
    }
    out.flush();
    return 0;
  }
}
