// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.report;

import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Metric;
import java.util.Locale;
import java.util.stream.Collectors;

/** A page that can be mailed or opened from disk: no script, no font, no picture from elsewhere. */
final class HtmlReport {
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>Evaluation of %1$s models</title>
      <style>
      :root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --faint: #667079; --bar: #4a7fb5; }
      @media (prefers-color-scheme: dark) {
        :root { --ink: #e8eaed; --paper: #15181c; --faint: #9aa3ab; --bar: #5b93cc; }
      }
      body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
             max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
      .scroll { overflow-x: auto; }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
      th, td { padding: .3rem .8rem; text-align: right; border-bottom: 1px solid var(--faint); white-space: nowrap; }
      th:first-child, td:first-child { text-align: left; }
      svg { width: 100%%; height: auto; font: 13px system-ui, sans-serif; }
      text { fill: var(--ink); }
      .bar { fill: var(--bar); }
      .interval { stroke: var(--ink); stroke-width: 2; fill: none; }
      p, small { color: var(--faint); }
      </style>
      </head>
      <body>
      <h1>Evaluation</h1>
      <p>%2$s</p>
      <div class="scroll"><table>
      %3$s
      </table></div>
      %4$s
      <p><small>Means over the test listeners; lines are 95 %% intervals (Student's t).</small></p>
      </body>
      </html>
      """;

  private HtmlReport() {}

  static String of(EvaluationReport report) {
    return PAGE.formatted(
        report.models().size(),
        escaped(TextTable.heading(report.split())),
        table(report),
        report.metrics().stream()
            .map(metric -> figure(report, metric))
            .collect(Collectors.joining("\n")));
  }

  private static String table(EvaluationReport report) {
    String header =
        report.metrics().stream()
            .map(metric -> "<th scope=\"col\">" + metric.label() + "@" + report.k() + "</th>")
            .collect(Collectors.joining());
    String rows =
        report.models().stream().map(model -> row(report, model)).collect(Collectors.joining("\n"));
    return "<tr><th scope=\"col\">Model</th>"
        + header
        + "<th scope=\"col\">Coverage</th></tr>\n"
        + rows;
  }

  private static String row(EvaluationReport report, EvaluationResult model) {
    String cells =
        report.metrics().stream()
            .map(metric -> "<td>" + TextTable.cell(model.estimate(metric)) + "</td>")
            .collect(Collectors.joining());
    return String.format(
        Locale.ROOT,
        "<tr><th scope=\"row\">%s</th>%s<td>%.4f</td></tr>",
        escaped(model.model()),
        cells,
        model.coverage());
  }

  private static String figure(EvaluationReport report, Metric metric) {
    return "<h2>" + metric.label() + "@" + report.k() + "</h2>\n" + BarChart.of(report, metric);
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
