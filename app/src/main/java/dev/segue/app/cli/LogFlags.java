// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.ingest.reader.LogOptions;
import dev.segue.ingest.reader.Rejects;
import dev.segue.ingest.reader.format.LogFormat;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of every command that reads a listening log, and what it says of one. */
final class LogFlags {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: told by its content).")
  private LogFormat format;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "The listener, for an export of one person or a log that names none.")
  private String user;

  @Option(
      names = "--rejects",
      paramLabel = "FILE",
      description =
          "Where rows that cannot be used go (import and replay: default beside the log).")
  private Path rejects;

  LogOptions options() {
    return new LogOptions(Optional.ofNullable(format), Optional.ofNullable(user));
  }

  /** Keeps rejected rows where it was asked for, else beside the log. */
  Rejects rejectsBeside(Path log) {
    return rejects == null ? Rejects.beside(log) : Rejects.to(rejects);
  }

  /** Keeps rejected rows only where it was asked for. */
  Rejects rejectsWhereAsked() {
    return rejects == null ? Rejects.counting() : Rejects.to(rejects);
  }

  static void printReasons(Map<String, Long> reasons, PrintWriter out) {
    reasons.forEach((reason, count) -> out.printf(Locale.ROOT, "  %,8d  %s%n", count, reason));
  }

  static void printLeftOut(Map<String, Long> fields, PrintWriter out) {
    fields.forEach(
        (field, count) ->
            out.printf(
                Locale.ROOT,
                "%,d values of %s were not usable and left out of their plays%n",
                count,
                field));
  }

  /** What could not be used of a log, in a few lines; nothing where all could. */
  static void print(Rejects rejects, PrintWriter out) {
    if (rejects.total() > 0) {
      out.printf(Locale.ROOT, "%,d rows rejected%n", rejects.total());
      printReasons(rejects.counts(), out);
    }
    printLeftOut(rejects.leftOut(), out);
    rejects.notes().forEach(note -> out.println("note: " + note));
    rejects.problem().ifPresent(problem -> out.println("warning: " + problem));
    rejects.file().ifPresent(file -> out.println("rejected rows are in " + file));
    out.flush();
  }
}
