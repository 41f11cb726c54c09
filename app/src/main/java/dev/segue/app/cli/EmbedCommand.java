// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.TerminalProgress;
import dev.segue.app.audio.AudioFiles;
import dev.segue.app.audio.EmbeddingPrinter;
import dev.segue.app.audio.EmbeddingTable;
import dev.segue.app.audio.Listener;
import dev.segue.embedder.EmbeddedAudio;
import dev.segue.embedder.EmbedderSettings;
import dev.segue.embedder.FileListener;
import dev.segue.embedder.audio.AudioException;
import dev.segue.runtime.progress.Progress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code segue embed}. */
@Command(
    name = "embed",
    description = {
      "Prints the vectors of audio files: a summary, JSON lines, or TSV.",
      "Lines of TSV are track<TAB>value<TAB>value..., which experiments read as 'vectors'.",
      "Exit code 1 if a file was refused; the others are printed all the same."
    },
    mixinStandardHelpOptions = true)
public final class EmbedCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private BackboneFlags backbone;
  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Audio files, or folders of them.")
  private List<Path> paths;

  @Option(
      names = "--output",
      paramLabel = "text|json|tsv",
      defaultValue = "text",
      description = "Form of the result (default: ${DEFAULT-VALUE}).")
  private EmbeddingPrinter.Form form;

  @Option(
      names = "--into",
      paramLabel = "FILE",
      description =
          "Writes all vectors into a safetensors file as well: tensor 'vectors', ids in its metadata.")
  private Path into;

  @Override
  public Integer call() throws Exception {
    common.logAsTool();
    PrintWriter out = spec.commandLine().getOut();
    List<Path> files = AudioFiles.in(paths);
    if (into != null) {
      EmbeddingTable.check(into);
    }
    EmbedderSettings settings = common.settings(backbone).get(EmbedderSettings.class);
    try (Listener listener = Listener.open(settings, Listener.cacheIn(common.data));
        Progress.Task task =
            TerminalProgress.onStandardError().begin("listen", files.size(), "files")) {
      EmbeddingTable table = new EmbeddingTable(listener.backbone());
      Results results =
          new Results(new EmbeddingPrinter(form, listener.backbone(), out), table, task);
      listener.hearAll(files, results);
      if (into != null) {
        table.write(into);
      }
      return results.refused == 0 ? 0 : 1;
    }
  }

  /** Prints what became of each file. */
  private final class Results implements FileListener<EmbeddedAudio> {
    private final EmbeddingPrinter printer;
    private final EmbeddingTable table;
    private final Progress.Task task;
    private int refused;

    Results(EmbeddingPrinter printer, EmbeddingTable table, Progress.Task task) {
      this.printer = printer;
      this.table = table;
      this.task = task;
    }

    @Override
    public void heard(Path file, EmbeddedAudio audio) {
      if (into != null || form == EmbeddingPrinter.Form.TSV) {
        table.add(file, audio);
      }
      printer.print(file, audio);
      task.step(1);
    }

    @Override
    public void refused(Path file, AudioException reason) {
      refused++;
      printer.refused(file, reason);
      PrintWriter err = spec.commandLine().getErr();
      err.println(file + ": " + reason.getMessage());
      err.flush();
      task.step(1);
    }
  }
}
