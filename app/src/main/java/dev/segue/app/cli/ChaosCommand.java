// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.chaos.ChaosReport;
import dev.segue.app.chaos.ChaosRun;
import dev.segue.app.chaos.ChaosSettings;
import dev.segue.app.chaos.faults.FaultKind;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code segue chaos}. */
@Command(
    name = "chaos",
    description = {
      "Starts the system on a new folder, disturbs it while it takes plays and uploads, and compares"
          + " what it ends with against a model of what it acknowledged.",
      "Exit code 0: every round was run, nothing was lost, doubled or divergent."
    },
    mixinStandardHelpOptions = true)
public final class ChaosCommand implements Callable<Integer> {
  private static final long STOP_SECONDS = 30;

  @Mixin private CommonOptions common;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "10",
      description = "Rounds of traffic, faults and comparison (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Seed of the plan: the same traffic and the same faults (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--plays-per-round",
      paramLabel = "N",
      defaultValue = "600",
      description = "Plays that are sent in a round (default: ${DEFAULT-VALUE}).")
  private int plays;

  @Option(
      names = "--faults",
      paramLabel = "KIND",
      split = ",",
      description = "What may happen: ${COMPLETION-CANDIDATES} (default: all).")
  private Set<FaultKind> faults = EnumSet.allOf(FaultKind.class);

  @Override
  public Integer call() throws Exception {
    ChaosSettings settings = settings();
    common.logAsTool();
    PrintWriter err = spec.commandLine().getErr();
    ChaosRun run =
        new ChaosRun(
            settings,
            line -> {
              err.println(line);
              err.flush();
            });
    CountDownLatch printed = new CountDownLatch(1);
    stopOnSignal(Thread.currentThread(), printed);
    try {
      ChaosReport report = run.run();
      PrintWriter out = spec.commandLine().getOut();
      out.print(output.json() ? Json.of(report) + System.lineSeparator() : report.table());
      out.flush();
      return report.ok() ? 0 : 1;
    } finally {
      printed.countDown();
    }
  }

  private ChaosSettings settings() {
    try {
      return new ChaosSettings(
          rounds,
          seed,
          plays,
          faults,
          common.data.toAbsolutePath().resolve("chaos-seed-" + seed),
          common.values);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** A signal ends the run, which closes its process and prints what it has. */
  private static void stopOnSignal(Thread run, CountDownLatch printed) {
    Thread hook =
        new Thread(
            () -> {
              run.interrupt();
              try {
                printed.await(STOP_SECONDS, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "stop-chaos");
    Runtime.getRuntime().addShutdownHook(hook);
  }
}
