// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.TerminalProgress;
import dev.segue.app.UserError;
import dev.segue.app.audio.Listener;
import dev.segue.embedder.EmbedderSettings;
import dev.segue.embedder.backbone.Backbones;
import dev.segue.embedder.probe.HeardTracks;
import dev.segue.embedder.probe.Probe;
import dev.segue.embedder.probe.ProbeManifest;
import dev.segue.embedder.probe.ProbeOptions;
import dev.segue.embedder.probe.ProbeResult;
import dev.segue.embedder.probe.ProbeTask;
import dev.segue.runtime.progress.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code segue probe}. */
@Command(
    name = "probe",
    description = {
      "Measures what backbones know of music: a small network learns a task"
          + " from their frozen embeddings and is measured on tracks it never saw.",
      "Embeddings are kept in the data folder and not computed twice."
    },
    mixinStandardHelpOptions = true)
public final class ProbeCommand implements Callable<Integer> {
  private static final String BACKBONE = "embedder.backbone";
  private static final String WEIGHTS = "embedder.weights";

  @Mixin private CommonOptions common;
  @Mixin private BackboneFlags backbone;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "MANIFEST",
      description = {
        "Tab-separated columns path, label and split (train, valid, test) with a header;",
        "several labels are separated by |."
      })
  private Path file;

  @Option(
      names = "--task",
      required = true,
      paramLabel = "multi-class|multi-label|regression|key",
      converter = Task.class,
      description = "What the labels are.")
  private ProbeTask task;

  @Option(
      names = "--backbones",
      paramLabel = "NAME[=WEIGHTS]",
      split = ",",
      description = {
        "Several backbones in one table, instead of --backbone, each with its weights",
        "where they are not those of --weights; the others are compared to the first."
      })
  private List<String> backbones = List.of();

  @Option(names = "--linear", description = "Trains a network without hidden layer as well.")
  private boolean linear;

  @Option(
      names = "--knn",
      paramLabel = "K",
      split = ",",
      description = "Asks the K nearest tracks by cosine as well; several Ks: 1,5.")
  private List<Integer> neighbours = List.of();

  @Option(
      names = "--shots",
      paramLabel = "N",
      split = ",",
      description = "Learns from N tracks of each class as well, drawn from train; several: 1,2,4.")
  private List<Integer> shots = List.of();

  @Option(
      names = "--draws",
      paramLabel = "N",
      defaultValue = "20",
      description = "How often --shots draws; figures are means (default: ${DEFAULT-VALUE}).")
  private int draws;

  @Option(
      names = "--seed",
      defaultValue = "42",
      description = "Of everything random (default: 42).")
  private long seed;

  @Override
  public Integer call() throws Exception {
    common.logAsTool();
    ProbeOptions options = options();
    List<Heard> asked = asked();
    ProbeManifest manifest = manifest();
    Probe.check(manifest, task);
    Progress progress = TerminalProgress.onStandardError();
    List<ProbeResult> results = new ArrayList<>();
    for (Heard one : asked) {
      HeardTracks heard = listen(manifest, one, progress);
      results.add(Probe.run(manifest, task, heard, options));
    }
    ProbeReport report = new ProbeReport(file, task, options, results);
    PrintWriter out = spec.commandLine().getOut();
    out.println(output.json() ? Json.of(report.tree()) : report.text());
    out.flush();
    return 0;
  }

  private ProbeOptions options() {
    if (!shots.isEmpty() && !Probe.hasClasses(task)) {
      throw new ParameterException(
          spec.commandLine(), "--shots draws tracks of each class; this task has none");
    }
    try {
      return new ProbeOptions(linear, neighbours, shots, draws, seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** A backbone as it was asked for. */
  private record Heard(String label, String name, Optional<String> weights) {
    static Heard of(String label) {
      String[] parts = label.split("=", 2);
      return new Heard(
          label, parts[0], parts.length == 1 ? Optional.empty() : Optional.of(parts[1]));
    }
  }

  private List<Heard> asked() {
    List<String> labels =
        backbones.isEmpty()
            ? List.of(common.settings(backbone).get(EmbedderSettings.class).backbone())
            : backbones;
    List<Heard> asked = labels.stream().map(Heard::of).toList();
    try {
      asked.forEach(one -> Backbones.type(one.name()));
    } catch (IllegalArgumentException e) {
      throw new UserError(e.getMessage(), e);
    }
    return asked;
  }

  private ProbeManifest manifest() throws IOException {
    try {
      return ProbeManifest.read(file);
    } catch (NoSuchFileException e) {
      throw new UserError("there is no manifest " + file, e);
    }
  }

  private HeardTracks listen(ProbeManifest manifest, Heard asked, Progress progress)
      throws IOException, InterruptedException {
    Map<String, String> flags = new HashMap<>(backbone.settings());
    flags.put(BACKBONE, asked.name());
    asked.weights().ifPresent(path -> flags.put(WEIGHTS, path));
    EmbedderSettings settings = common.settings(Map.of(), flags).get(EmbedderSettings.class);
    try (Listener listener = Listener.open(settings, Listener.cacheIn(common.data))) {
      return HeardTracks.listen(
          manifest, asked.label(), listener.backbone(), listener::hearAll, progress);
    }
  }

  /** Tasks are written with hyphens. */
  static final class Task implements ITypeConverter<ProbeTask> {
    @Override
    public ProbeTask convert(String value) {
      for (ProbeTask task : ProbeTask.values()) {
        if (task.label().equals(value.toLowerCase(Locale.ROOT))) {
          return task;
        }
      }
      throw new TypeConversionException(
          "it has to be multi-class, multi-label, regression or key, not '" + value + "'");
    }
  }
}
