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
import java.util.OptionalInt;
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

  @Mixin private CommonOptions common;
  @Mixin private BackboneFlags backbone;
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
      paramLabel = "NAME",
      split = ",",
      description = "Several backbones in one table, instead of --backbone.")
  private List<String> backbones = List.of();

  @Option(names = "--linear", description = "Trains a network without hidden layer as well.")
  private boolean linear;

  @Option(
      names = "--knn",
      paramLabel = "K",
      description = "Asks the K nearest tracks by cosine as well.")
  private Integer neighbours;

  @Option(
      names = "--seed",
      defaultValue = "42",
      description = "Of everything random (default: 42).")
  private long seed;

  @Option(
      names = "--output",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "Form of the result (default: ${DEFAULT-VALUE}).")
  private Output output;

  @Override
  public Integer call() throws Exception {
    common.logAsTool();
    if (neighbours != null && neighbours < 1) {
      throw new ParameterException(spec.commandLine(), "--knn has to be 1 or more");
    }
    ProbeOptions options =
        new ProbeOptions(
            linear, neighbours == null ? OptionalInt.empty() : OptionalInt.of(neighbours), seed);
    List<String> names = names();
    ProbeManifest manifest = manifest();
    Probe.check(manifest, task);
    Progress progress = TerminalProgress.onStandardError();
    List<ProbeResult> results = new ArrayList<>();
    for (String name : names) {
      HeardTracks heard = listen(manifest, name, progress);
      results.add(Probe.run(manifest, task, heard, options));
    }
    ProbeReport report = new ProbeReport(file, task, seed, results);
    PrintWriter out = spec.commandLine().getOut();
    out.println(output == Output.JSON ? Json.of(report.tree()) : report.text());
    out.flush();
    return 0;
  }

  private List<String> names() {
    List<String> names =
        backbones.isEmpty()
            ? List.of(common.settings(backbone).get(EmbedderSettings.class).backbone())
            : backbones;
    try {
      names.forEach(Backbones::type);
    } catch (IllegalArgumentException e) {
      throw new UserError(e.getMessage(), e);
    }
    return names;
  }

  private ProbeManifest manifest() throws IOException {
    try {
      return ProbeManifest.read(file);
    } catch (NoSuchFileException e) {
      throw new UserError("there is no manifest " + file, e);
    }
  }

  private HeardTracks listen(ProbeManifest manifest, String name, Progress progress)
      throws IOException, InterruptedException {
    Map<String, String> flags = new HashMap<>(backbone.settings());
    flags.put(BACKBONE, name);
    EmbedderSettings settings = common.settings(Map.of(), flags).get(EmbedderSettings.class);
    try (Listener listener = Listener.open(settings, Listener.cacheIn(common.data))) {
      return HeardTracks.listen(manifest, listener.backbone(), listener::hearAll, progress);
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
