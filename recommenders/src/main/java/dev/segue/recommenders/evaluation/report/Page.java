// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.report;

import java.util.List;
import java.util.stream.Collectors;

/** A page that can be mailed or opened from disk: no script, no font, no picture from elsewhere. */
final class Page {
  /** Colours of series, apart from each other in light and dark and for the colour-blind. */
  static final int COLOURS = 8;

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>%1$s</title>
      <style>
      :root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --faint: #5c656e; --line: #d5dade; --bar: #4a7fb5;
              --c0: #0b62a4; --c1: #b8480a; --c2: #00735a; --c3: #a13d80; --c4: #7a6200; --c5: #2f83b7; --c6: #6b3fa0; --c7: #444; }
      @media (prefers-color-scheme: dark) {
        :root { --ink: #e8eaed; --paper: #15181c; --faint: #9aa3ab; --line: #3a4148; --bar: #5b93cc;
                --c0: #6cb4ee; --c1: #f08c4a; --c2: #3fc49d; --c3: #e58cc3; --c4: #d9bd3c; --c5: #9ad0f5; --c6: #b79be8; --c7: #bbb; }
      }
      body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
             max-width: 72rem; margin: 1.5rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
      .scroll { overflow-x: auto; margin: 1rem 0; }
      table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
      caption { text-align: left; color: var(--faint); }
      th, td { padding: .25rem .6rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
      th:first-child, td:first-child { text-align: left; }
      .plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%%, 20rem), 1fr)); gap: 1.5rem; }
      figure { margin: 0; }
      figcaption { font-weight: 600; }
      svg { display: block; width: 100%%; height: auto; font: 12px system-ui, sans-serif; }
      text { fill: var(--ink); }
      .faint { fill: var(--faint); }
      .bar { fill: var(--bar); }
      .interval { stroke: var(--ink); stroke-width: 2; fill: none; }
      .axis { stroke: var(--line); fill: none; }
      .curve { fill: none; stroke-width: 2; }
      .legend { list-style: none; margin: .3rem 0; padding: 0; font-size: .85rem; display: flex; flex-wrap: wrap; gap: 0 1rem; }
      .legend svg { display: inline-block; width: 1.8rem; height: .6rem; }
      %3$s
      p, small { color: var(--faint); }
      </style>
      </head>
      <body>
      %2$s
      </body>
      </html>
      """;

  private Page() {}

  static String of(String title, String body) {
    StringBuilder colours = new StringBuilder();
    for (int i = 0; i < COLOURS; i++) {
      colours.append(
          ".s%1$d { stroke: var(--c%1$d); } .f%1$d { fill: var(--c%1$d); } ".formatted(i));
    }
    return PAGE.formatted(escaped(title), body, colours);
  }

  /** A table that scrolls by itself where the page is narrow; the first row is the header. */
  static String table(String caption, List<List<String>> rows) {
    StringBuilder html = new StringBuilder("<div class=\"scroll\"><table>\n");
    html.append("<caption>").append(escaped(caption)).append("</caption>\n");
    html.append(row("col", rows.get(0)));
    rows.stream().skip(1).forEach(row -> html.append(row("row", row)));
    return html.append("</table></div>\n").toString();
  }

  /** A picture with its title. */
  static String figure(String title, String content) {
    return "<figure><figcaption>" + escaped(title) + "</figcaption>\n" + content + "</figure>\n";
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;")
        // XML has no control characters, and a lone surrogate no encoding.
        .replaceAll("[\\p{Cc}\\p{Cs}\\uFFFE\\uFFFF]", "\uFFFD");
  }

  private static String row(String scope, List<String> cells) {
    String others = scope.equals("col") ? "<th scope=\"col\">%s</th>" : "<td>%s</td>";
    return cells.stream()
        .skip(1)
        .map(cell -> others.formatted(escaped(cell)))
        .collect(
            Collectors.joining(
                "",
                "<tr><th scope=\"" + scope + "\">" + escaped(cells.get(0)) + "</th>",
                "</tr>\n"));
  }
}
