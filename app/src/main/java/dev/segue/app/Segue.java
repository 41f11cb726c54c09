// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import dev.segue.app.cli.ChaosCommand;
import dev.segue.app.cli.DemoCommand;
import dev.segue.app.cli.DlqCommand;
import dev.segue.app.cli.DoctorCommand;
import dev.segue.app.cli.EmbedCommand;
import dev.segue.app.cli.EmbedderCommand;
import dev.segue.app.cli.EraseCommand;
import dev.segue.app.cli.EvaluateCommand;
import dev.segue.app.cli.ImportCommand;
import dev.segue.app.cli.IngestCommand;
import dev.segue.app.cli.ModelsCommand;
import dev.segue.app.cli.PretrainCommand;
import dev.segue.app.cli.ProbeCommand;
import dev.segue.app.cli.ReplayCommand;
import dev.segue.app.cli.ServingCommand;
import dev.segue.app.cli.SettingsCommand;
import dev.segue.app.cli.SimilarCommand;
import dev.segue.app.cli.TagsCommand;
import dev.segue.app.cli.TopicsCommand;
import dev.segue.app.cli.TrainCommand;
import dev.segue.app.cli.UpCommand;
import dev.segue.app.cli.VersionProvider;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code segue} command. Exit codes: 0 done, 1 it failed, 2 it was called wrongly. */
@Command(
    name = "segue",
    description =
        "A streaming music recommender: plays and uploads in, every listener's fifty out.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      ImportCommand.class,
      ReplayCommand.class,
      EvaluateCommand.class,
      EmbedCommand.class,
      ProbeCommand.class,
      TagsCommand.class,
      SimilarCommand.class,
      TrainCommand.class,
      PretrainCommand.class,
      ModelsCommand.class,
      TopicsCommand.class,
      DlqCommand.class,
      EraseCommand.class,
      SettingsCommand.class,
      DoctorCommand.class,
      ChaosCommand.class,
      IngestCommand.class,
      EmbedderCommand.class,
      ServingCommand.class,
      AutoComplete.GenerateCompletion.class,
    })
public final class Segue {
  private Segue() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs one command; returns its exit code. */
  public static int run(String... args) {
    // Until a command says where its log lines go.
    Logging.quiet();
    return new CommandLine(new Segue())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Failures::misused)
        .setExecutionExceptionHandler(Failures::failed)
        .execute(args);
  }
}
