// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.Components;
import dev.segue.app.TerminalProgress;
import dev.segue.ingest.imports.AudioFolderImport;
import dev.segue.ingest.imports.AudioImport;
import dev.segue.ingest.imports.LogImport;
import dev.segue.ingest.publish.PlayPublisher;
import dev.segue.ingest.publish.Producers;
import dev.segue.ingest.publish.TrackPublisher;
import dev.segue.ingest.reader.LogFormat;
import dev.segue.ingest.reader.Rejects;
import dev.segue.runtime.config.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code segue import}. */
@Command(
    name = "import",
    description = "Publishes a listening log, or a folder of audio, to a running system.",
    mixinStandardHelpOptions = true)
public final class ImportCommand {
  @Spec private CommandSpec spec;

  @Command(
      name = "plays",
      description = {
        "Publishes a listening log, plain or gz, bz2, xz, zst.",
        "Running it again counts nothing twice."
      },
      mixinStandardHelpOptions = true)
  int plays(
      @Mixin CommonOptions common,
      @Parameters(paramLabel = "LOG") Path log,
      @Option(
              names = "--format",
              paramLabel = "FORMAT",
              description = "${COMPLETION-CANDIDATES} (default: told by its first line).")
          LogFormat format,
      @Option(
              names = "--rejects",
              paramLabel = "FILE",
              description = "Where rows that cannot be used go (default: beside the log).")
          Path rejects)
      throws Exception {
    common.logAsTool();
    Settings settings = common.settings();
    Clients.check(settings.kafka());
    try (var producer = Producers.bulk(settings.kafka())) {
      var publisher = new PlayPublisher(producer, Components.topics(settings));
      LogImport.Report report =
          new LogImport(publisher, TerminalProgress.onStandardError())
              .run(
                  log,
                  Optional.ofNullable(format),
                  rejects == null ? Rejects.beside(log) : Rejects.to(rejects));
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          Locale.ROOT,
          "%,d plays published, %,.0f a second; %,d rows rejected%n",
          report.published(),
          report.playsPerSecond(),
          report.rejected());
      report.reasons().forEach((reason, count) -> out.printf("  %,8d  %s%n", count, reason));
      report
          .samples()
          .forEach(sample -> out.printf("  line %d: %s%n", sample.line(), sample.detail()));
      report.rejectsFile().ifPresent(file -> out.printf("rejected rows are in %s%n", file));
      out.flush();
      return 0;
    }
  }

  @Command(
      name = "audio",
      description = {
        "Copies a folder of audio into the object store and publishes its tracks.",
        "Sub-folders become tags and the album, file names the title."
      },
      mixinStandardHelpOptions = true)
  int audio(@Mixin CommonOptions common, @Parameters(paramLabel = "DIR") Path folder)
      throws Exception {
    common.logAsTool();
    Settings settings = common.settings();
    Clients.check(settings.kafka());
    try (var producer = Producers.bulk(settings.kafka())) {
      var publisher = new TrackPublisher(producer, Components.topics(settings));
      AudioImport audio =
          new AudioImport(
              Components.store(settings, common.data),
              publisher,
              TerminalProgress.onStandardError());
      AudioImport.Report report = new AudioFolderImport(audio).run(folder);
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          Locale.ROOT,
          "%,d tracks published, %,.0f a second; %,d files skipped, %,d unreadable%n",
          report.published(),
          report.tracksPerSecond(),
          report.skipped(),
          report.failures().size());
      report.failures().forEach(failure -> out.println("  " + failure));
      out.flush();
      return report.failures().isEmpty() ? 0 : 1;
    }
  }
}
