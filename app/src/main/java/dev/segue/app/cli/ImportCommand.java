// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.Components;
import dev.segue.app.TerminalProgress;
import dev.segue.app.UserError;
import dev.segue.embedder.audio.AudioException;
import dev.segue.embedder.audio.AudioInspector;
import dev.segue.embedder.audio.DecodeLimits;
import dev.segue.ingest.imports.AudioFolderImport;
import dev.segue.ingest.imports.AudioImport;
import dev.segue.ingest.imports.AudioInspection;
import dev.segue.ingest.imports.KnownTracks;
import dev.segue.ingest.imports.LogImport;
import dev.segue.ingest.publish.PlayPublisher;
import dev.segue.ingest.publish.Producers;
import dev.segue.ingest.publish.TrackPublisher;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.kafka.TopicReader;
import dev.segue.runtime.progress.Progress;
import dev.segue.runtime.storage.ObjectStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
        "Publishes a listening log: a table, Last.fm, ListenBrainz, Spotify, Apple Music, YouTube,",
        "Maloja, Koito; plain or gz, bz2, xz, zst, zip.",
        "Running it again counts nothing twice."
      },
      mixinStandardHelpOptions = true)
  int plays(
      @Mixin CommonOptions common, @Parameters(paramLabel = "LOG") Path log, @Mixin LogFlags flags)
      throws Exception {
    common.logAsTool();
    Settings settings = common.client();
    Clients.check(settings.kafka());
    try (var producer = Producers.bulk(settings.kafka())) {
      var publisher = new PlayPublisher(producer, Components.topics(settings));
      LogImport.Report report =
          new LogImport(publisher, progress(common, settings))
              .run(log, flags.options(), flags.rejectsBeside(log));
      print(report);
      if (report.published() == 0 && report.rejected() > 0) {
        throw new UserError(log + ": every row was rejected");
      }
      if (report.failure().isPresent()) {
        throw new UserError(report.failure().get() + "; what came before is published");
      }
      return 0;
    }
  }

  private void print(LogImport.Report report) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%,d plays published, %,.0f a second; %,d rows rejected%n",
        report.published(),
        report.playsPerSecond(),
        report.rejected());
    LogFlags.printReasons(report.reasons(), out);
    report
        .samples()
        .forEach(sample -> out.printf("  line %d: %s%n", sample.line(), sample.detail()));
    LogFlags.printLeftOut(report.leftOut(), out);
    report.rejectsFile().ifPresent(file -> out.printf("rejected rows are in %s%n", file));
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    report.notes().forEach(note -> err.println("segue: " + note));
    report
        .rejectsProblem()
        .ifPresent(why -> err.println("segue: " + why + "; name another file with --rejects FILE"));
    err.flush();
  }

  @Command(
      name = "audio",
      description = {
        "Copies a folder of audio into the object store and publishes its tracks.",
        "A track's id comes from its audio; title, artists and album from its tags,",
        "else from its name and folders. Sub-folders become tags."
      },
      mixinStandardHelpOptions = true)
  int audio(@Mixin CommonOptions common, @Parameters(paramLabel = "DIR") Path folder)
      throws Exception {
    common.logAsTool();
    Settings settings = common.client();
    Clients.check(settings.kafka());
    try (var producer = Producers.bulk(settings.kafka())) {
      var publisher = new TrackPublisher(producer, Components.topics(settings));
      Progress progress = progress(common, settings);
      ObjectStore store = Components.store(settings, common.data);
      AudioInspection inspection = inspection();
      KnownTracks known =
          KnownTracks.read(
              TopicReader.committed(settings.kafka().consumer(Map.of())),
              Components.topics(settings).tracks(),
              store,
              inspection,
              progress);
      AudioImport audio = new AudioImport(store, publisher, progress);
      AudioImport.Report report = new AudioFolderImport(audio, inspection, known).run(folder);
      print(report);
      return report.failures().isEmpty() ? 0 : 1;
    }
  }

  private static AudioInspection inspection() {
    AudioInspector inspector = new AudioInspector(DecodeLimits.STANDARD.timeout());
    return file -> {
      try {
        AudioInspector.Inspection audio = inspector.inspect(file);
        return new AudioInspection.Audio(audio.packetsSha256(), audio.tags());
      } catch (AudioException e) {
        throw new IOException(e.getMessage(), e);
      }
    };
  }

  private void print(AudioImport.Report report) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%,d tracks published, %,.0f a second; %,d files skipped, %,d unreadable, %,d duplicates%n",
        report.published(),
        report.tracksPerSecond(),
        report.skipped().values().stream().mapToLong(Long::longValue).sum(),
        report.failures().size(),
        report.duplicates().size());
    report.skipped().forEach((kind, count) -> out.printf("  skipped %,d: %s%n", count, kind));
    report.duplicates().forEach(duplicate -> out.println("  duplicate: " + duplicate));
    report.failures().forEach(failure -> out.println("  unreadable: " + failure));
    if (report.undecoded() > 0) {
      out.printf(
          "%,d names are not in the encoding of the locale (%s); titles are those of the tags%n",
          report.undecoded(), System.getProperty("sun.jnu.encoding"));
    }
    out.flush();
  }

  /** What fills the disk of a system on this machine stops when it is low. */
  private static Progress progress(CommonOptions common, Settings settings) {
    return common.diskChecked(TerminalProgress.onStandardError(), settings);
  }
}
