// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.TerminalProgress;
import dev.segue.app.UserError;
import dev.segue.app.audio.Listener;
import dev.segue.app.evaluation.AudioVectors;
import dev.segue.app.evaluation.OfflineEvaluation;
import dev.segue.app.evaluation.PlayLog;
import dev.segue.app.experiment.Experiments;
import dev.segue.app.experiment.Hearing;
import dev.segue.embedder.EmbedderSettings;
import dev.segue.ingest.reader.Rejects;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.ChronologicalSplit;
import dev.segue.recommenders.evaluation.report.EvaluationReport;
import dev.segue.recommenders.evaluation.report.ExperimentReport;
import dev.segue.runtime.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code segue evaluate}. */
@Command(
    name = "evaluate",
    description = {
      "Cuts a listening log at a moment, trains on what was before,"
          + " and measures lists against what came after.",
      "With an experiment file: many models, backbones and protocols in one table;",
      "what was interrupted goes on where it was."
    },
    mixinStandardHelpOptions = true)
public final class EvaluateCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private BackboneFlags backbone;
  @Mixin private ReportOptions report;
  @Mixin private LogFlags log;
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "EXPERIMENT",
      description = "A YAML file that says what to evaluate, instead of the flags below.")
  private Path experiment;

  @Option(
      names = "--into",
      paramLabel = "DIR",
      description = "Where an experiment keeps its results (default: beside its file).")
  private Path into;

  @Option(names = "--plays", paramLabel = "LOG", description = "A listening log.")
  private Path plays;

  @Option(
      names = "--split",
      paramLabel = "INSTANT",
      description = "Where to cut, such as 2014-12-23T00:00:00Z.")
  private Instant split;

  @Option(
      names = "--models",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "random,popularity,popularity-30d,item-item",
      description = "The algorithms (default: ${DEFAULT-VALUE}).")
  private List<String> models;

  @Option(
      names = "--audio",
      paramLabel = "DIR",
      description = "Audio of the tracks, for models that hear; file names are track ids.")
  private Path audio;

  @Option(names = "--k", defaultValue = "50", description = "Length of the lists (default: 50).")
  private int k;

  @Option(
      names = "--seed",
      defaultValue = "42",
      description = "Of everything random (default: 42).")
  private long seed;

  @Override
  public Integer call() throws Exception {
    common.logAsTool();
    if (experiment != null) {
      return runExperiment();
    }
    if (plays == null || split == null) {
      throw new ParameterException(
          spec.commandLine(), "name an experiment file, or set --plays and --split");
    }
    Progress progress = TerminalProgress.onStandardError();
    OfflineEvaluation evaluation = new OfflineEvaluation(models, k, seed, progress);
    TrackVectors vectors =
        audio == null
            ? TrackVectors.NONE
            : AudioVectors.of(
                audio,
                common.settings(backbone).get(EmbedderSettings.class),
                Listener.cacheIn(common.data),
                progress);
    ChronologicalSplit cut = ChronologicalSplit.of(read(progress), split.toEpochMilli());
    if (cut.test().isEmpty()) {
      throw new UserError(
          "nobody known before "
              + split
              + " played a known track for the first time after it;"
              + " choose another --split inside the log");
    }
    EvaluationReport result = new EvaluationReport(cut.summary(), k, evaluation.warm(cut, vectors));
    report.print(result, spec.commandLine().getOut());
    return 0;
  }

  // To evaluate is not to write: rejected rows are kept only where --rejects asks for it.
  private TrainingSet read(Progress progress) throws IOException {
    try (Rejects rejects = log.rejectsWhereAsked()) {
      try {
        return PlayLog.read(plays, log.options(), rejects, progress);
      } finally {
        LogFlags.print(rejects, spec.commandLine().getErr());
      }
    }
  }

  private int runExperiment() throws Exception {
    Path results =
        into != null ? into : Path.of(experiment.toString().replaceFirst("[.]ya?ml$", "") + ".out");
    ExperimentReport result =
        Experiments.run(
            experiment,
            results,
            // The rows name backbones that the flags are for.
            new Hearing(
                common.settings(Map.of(), backbone.settings()), Listener.cacheIn(common.data)),
            TerminalProgress.onStandardError());
    Files.writeString(results.resolve("report.html"), result.html());
    report.print(result::html, result::json, result::table, spec.commandLine().getOut());
    return 0;
  }
}
