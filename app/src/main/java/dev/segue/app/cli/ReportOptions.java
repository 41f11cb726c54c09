// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.recommenders.evaluation.report.EvaluationReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How an evaluation is shown. */
final class ReportOptions {
  @Mixin private OutputOptions output;

  @Option(names = "--html", paramLabel = "FILE", description = "Writes a page with plots as well.")
  Path html;

  void print(EvaluationReport report, PrintWriter out) throws IOException {
    print(report::html, report::json, report::table, out);
  }

  void print(Supplier<String> page, Supplier<String> json, Supplier<String> table, PrintWriter out)
      throws IOException {
    if (html != null) {
      Files.writeString(html, page.get());
    }
    out.println(output.json() ? json.get() : table.get());
    out.flush();
  }
}
