// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.AllInOne;
import dev.segue.app.Components;
import dev.segue.app.TerminalProgress;
import dev.segue.app.UserError;
import dev.segue.app.evaluation.PlayLog;
import dev.segue.app.evaluation.StreamEvaluation;
import dev.segue.ingest.publish.PlayPublisher;
import dev.segue.ingest.publish.Producers;
import dev.segue.ingest.reader.Rejects;
import dev.segue.ingest.replay.Replayer;
import dev.segue.ingest.replay.Speed;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.evaluation.ChronologicalSplit;
import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.report.EvaluationReport;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.progress.Progress;
import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.Topics;
import dev.segue.trainer.TrainerSettings;
import dev.segue.trainer.TrainingRequests;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code segue replay}. */
@Command(
    name = "replay",
    description = {
      "Publishes a listening log in the order of its times.",
      "With --evaluate: publishes what is before --split to a system of its own, trains there,",
      "and measures the lists on its recommendations topic against what comes after."
    },
    mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private ReportOptions report;
  @Mixin private LogFlags log;
  @Spec private CommandSpec spec;

  @Option(names = "--plays", paramLabel = "LOG", required = true, description = "A listening log.")
  private Path plays;

  @Option(
      names = "--speed",
      paramLabel = "1x..max",
      defaultValue = "max",
      converter = SpeedConverter.class,
      description = "Multiple of real time, or max (default: ${DEFAULT-VALUE}).")
  private Speed speed;

  @Option(
      names = "--longest-wait",
      paramLabel = "DURATION",
      defaultValue = "PT1M",
      description = {
        "The longest wait between two plays; a longer gap in the log is shortened to it",
        "(default: ${DEFAULT-VALUE})."
      })
  private Duration longestWait;

  @Option(names = "--from", paramLabel = "INSTANT", description = "Leaves out what is before.")
  private Instant from = Instant.MIN;

  @Option(
      names = "--until",
      paramLabel = "INSTANT",
      description = "Leaves out what is from then on.")
  private Instant until = Instant.MAX;

  @Option(
      names = "--evaluate",
      description = "Measures the lists of a system started for this on --data.")
  private boolean evaluate;

  @Option(names = "--split", paramLabel = "INSTANT", description = "Where to cut for --evaluate.")
  private Instant split;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      defaultValue = "item-item",
      description = "The model to train and serve for --evaluate (default: ${DEFAULT-VALUE}).")
  private String model;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "PT30M",
      description = "How long to wait for each step (default: ${DEFAULT-VALUE}).")
  private Duration timeout;

  /** Reads a speed from the command line. */
  static final class SpeedConverter implements CommandLine.ITypeConverter<Speed> {
    @Override
    public Speed convert(String text) {
      try {
        return Speed.parse(text);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(e.getMessage());
      }
    }
  }

  @Override
  public Integer call() throws Exception {
    if (longestWait.isNegative()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--longest-wait must not be negative");
    }
    if (evaluate != (split != null)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--evaluate and --split belong together: give both or neither");
    }
    common.logAsTool();
    if (evaluate) {
      evaluateInOwnSystem();
    } else {
      Settings settings = common.client();
      Clients.check(settings.kafka());
      Replayer.Report published =
          publish(settings, settings.kafka(), Components.topics(settings), from, until);
      print(published, "");
    }
    return 0;
  }

  private Replayer.Report publish(
      Settings settings, KafkaSettings kafka, Topics topics, Instant first, Instant last)
      throws Exception {
    try (var producer = Producers.bulk(kafka);
        Rejects rejects = log.rejectsBeside(plays)) {
      return Replayer.builder(new PlayPublisher(producer, topics))
          .speed(speed)
          .longestWait(longestWait)
          .from(first)
          .until(last)
          .progress(common.diskChecked(TerminalProgress.onStandardError(), settings))
          .build()
          .replay(plays, log.options(), rejects);
    }
  }

  private void evaluateInOwnSystem() throws Exception {
    Algorithms.named(model);
    Progress progress = TerminalProgress.onStandardError();
    ChronologicalSplit cut =
        ChronologicalSplit.of(
            PlayLog.read(plays, log.options(), Rejects.counting(), progress), split.toEpochMilli());
    if (cut.test().isEmpty()) {
      throw new UserError("nothing can be measured at " + split + "; cut inside the log");
    }
    Settings settings = common.settings(systemSettings(), Map.of());
    try (AllInOne all = AllInOne.start(settings, common.data)) {
      all.awaitReady(Duration.ofMinutes(2));
      long start = System.nanoTime();
      Replayer.Report published = publish(settings, all.kafka(), all.topics(), from, split);
      TrainerSettings trainer = settings.get(TrainerSettings.class);
      try (TrainingRequests requests =
          TrainingRequests.connect(trainer, all.kafka(), all.topics())) {
        requests.awaitCounted(timeout);
      }
      double counted = (System.nanoTime() - start) / 1e9;
      print(
          published,
          String.format(
              Locale.ROOT,
              "; all counted in the histories at %,.0f a second",
              published.plays() / counted));
      StreamEvaluation evaluation =
          new StreamEvaluation(all.kafka(), all.topics(), 50, timeout, progress);
      ModelRelease release = evaluation.train(trainer, model);
      EvaluationResult result = evaluation.measure(model, cut, release);
      report.print(
          new EvaluationReport(cut.summary(), 50, List.of(result)), spec.commandLine().getOut());
    }
  }

  /** Weaker than what the user set. */
  private Map<String, String> systemSettings() {
    Map<String, String> values = new HashMap<>();
    values.put("http.port", "0");
    values.put("broker.port", "0");
    values.put("serving.model", model);
    values.put("trainer.algorithms", model);
    values.put("trainer.interval", "PT0S");
    // A window of days ends at the cut, not a play earlier.
    Algorithms.named(model)
        .cutAt(split.toEpochMilli(), AlgorithmSettings.DEFAULTS)
        .values()
        .forEach((key, value) -> values.put("trainer.algorithm." + model + "." + key, value));
    return values;
  }

  private void print(Replayer.Report published, String more) {
    var err = spec.commandLine().getErr();
    err.printf(
        Locale.ROOT,
        "%,d plays published, %,.0f a second; %,d outside, %,d rows rejected%s%n",
        published.plays(),
        published.playsPerSecond(),
        published.outside(),
        published.rejected(),
        more);
    if (published.shortenedGaps() > 0) {
      err.printf(
          Locale.ROOT,
          "%,d gaps in the log were shortened to %s of waiting, which saved %,.1f h;"
              + " --longest-wait changes that%n",
          published.shortenedGaps(),
          longestWait,
          published.saved().toSeconds() / 3600.0);
    }
    LogFlags.printReasons(published.reasons(), err);
    published.rejectsFile().ifPresent(file -> err.printf("rejected rows are in %s%n", file));
    err.flush();
  }
}
