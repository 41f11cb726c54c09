// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.Components;
import dev.segue.runtime.config.Settings;
import dev.segue.schemas.TrainingReport;
import dev.segue.trainer.TrainerSettings;
import dev.segue.trainer.TrainingRequests;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code segue train}. */
@Command(
    name = "train",
    description = "Asks a running system for a training round, and waits for its reports.",
    mixinStandardHelpOptions = true)
public final class TrainCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Option(
      names = "--models",
      paramLabel = "NAME",
      split = ",",
      description = "The algorithms (default: all that the trainer is configured for).")
  private List<String> models = List.of();

  @Option(names = "--skip-gate", description = "Releases whatever the acceptance gate says.")
  private boolean skipGate;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "PT30M",
      description = "How long to wait (default: ${DEFAULT-VALUE}).")
  private Duration timeout;

  @Override
  public Integer call() throws Exception {
    common.logAsTool();
    Settings settings = common.client();
    models.forEach(dev.segue.recommenders.Algorithms::named);
    Clients.check(settings.kafka());
    try (TrainingRequests requests =
        TrainingRequests.connect(
            settings.get(TrainerSettings.class), settings.kafka(), Components.topics(settings))) {
      requests.awaitCounted(timeout);
      List<TrainingReport> reports = requests.await(requests.request(models, skipGate), timeout);
      PrintWriter out = spec.commandLine().getOut();
      for (TrainingReport report : reports) {
        out.printf(
            "%-16s %-9s %s%n", report.getAlgorithm(), report.getOutcome(), report.getDetail());
      }
      out.flush();
      return reports.stream().anyMatch(report -> report.getOutcome().equals("failed")) ? 1 : 0;
    }
  }
}
