// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.embedder.probe.HeardTracks.LeftOut;
import dev.segue.embedder.probe.ProbeOptions;
import dev.segue.embedder.probe.ProbeResult;
import dev.segue.embedder.probe.ProbeResult.Head;
import dev.segue.embedder.probe.ProbeResult.Score;
import dev.segue.embedder.probe.ProbeSplit;
import dev.segue.embedder.probe.ProbeTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code segue probe} prints. */
final class ProbeReport {
  /** How many of the tracks that were left out are named in text; JSON has all. */
  private static final int NAMED = 10;

  private final Path manifest;
  private final ProbeTask task;
  private final ProbeOptions options;
  private final List<ProbeResult> results;

  ProbeReport(Path manifest, ProbeTask task, ProbeOptions options, List<ProbeResult> results) {
    this.manifest = manifest;
    this.task = task;
    this.options = options;
    this.results = List.copyOf(results);
  }

  /** For people. */
  String text() {
    ProbeResult first = results.get(0);
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s: %s, %d %s; %,d tracks to train, %,d to validate, %,d to test; 95 %% intervals%n%n",
            manifest.getFileName(),
            task.label(),
            first.outputs(),
            task == ProbeTask.REGRESSION ? "numbers" : "labels",
            first.tracks().get(ProbeSplit.TRAIN),
            first.tracks().get(ProbeSplit.VALID),
            first.tracks().get(ProbeSplit.TEST)));
    text.append(table(results, true));
    List<ProbeResult> differences = differences();
    if (!differences.isEmpty()) {
      text.append(
          String.format(Locale.ROOT, "%ndifferences to %s, track by track%n%n", first.backbone()));
      text.append(table(differences, false));
    }
    results.forEach(result -> appendLeftOut(text, result));
    return text.toString().stripTrailing();
  }

  /** For machines. */
  Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("manifest", manifest.toString());
    tree.put("task", task.label());
    tree.put("seed", options.seed());
    if (!options.shots().isEmpty()) {
      tree.put("draws", options.draws());
    }
    tree.put("backbones", results.stream().map(ProbeReport::tree).toList());
    tree.put(
        "differencesToTheFirst", differences().stream().map(ProbeReport::differences).toList());
    return tree;
  }

  private static Map<String, Object> tree(ProbeResult result) {
    Map<String, Object> tracks = new LinkedHashMap<>();
    for (ProbeSplit split : ProbeSplit.values()) {
      tracks.put(split.label(), result.tracks().get(split));
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("backbone", result.backbone());
    tree.put("dimension", result.dimension());
    tree.put("outputs", result.outputs());
    tree.put("tracks", tracks);
    tree.put("probes", result.heads().stream().map(ProbeReport::tree).toList());
    tree.put("leftOut", result.leftOut().stream().map(ProbeReport::tree).toList());
    return tree;
  }

  private static Map<String, Object> tree(Head head) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("probe", head.name());
    head.shots().ifPresent(shots -> tree.put("shots", shots));
    tree.put("epochs", head.epochs());
    tree.put("scores", scores(head));
    return tree;
  }

  private static Map<String, Object> scores(Head head) {
    Map<String, Object> scores = new LinkedHashMap<>();
    head.scores()
        .forEach(
            (measure, score) -> {
              Map<String, Double> values = new LinkedHashMap<>();
              values.put("value", score.value());
              values.put("low", score.low());
              values.put("high", score.high());
              scores.put(measure, values);
            });
    return scores;
  }

  private static Map<String, Object> differences(ProbeResult result) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("backbone", result.backbone());
    tree.put("probes", result.heads().stream().map(ProbeReport::tree).toList());
    return tree;
  }

  /** What each of the others that heard the same tracks has more than the first. */
  private List<ProbeResult> differences() {
    ProbeResult first = results.get(0);
    return results.stream()
        .skip(1)
        .filter(first::heardTheSame)
        .map(other -> difference(other, first))
        .toList();
  }

  private static ProbeResult difference(ProbeResult result, ProbeResult first) {
    List<Head> heads = new ArrayList<>();
    for (int i = 0; i < result.heads().size(); i++) {
      Head head = result.heads().get(i);
      Map<String, Score> others = first.heads().get(i).scores();
      Map<String, Score> scores = new LinkedHashMap<>();
      head.scores().forEach((name, score) -> scores.put(name, score.minus(others.get(name))));
      heads.add(new Head(head.name(), head.shots(), head.epochs(), scores));
    }
    return new ProbeResult(
        result.backbone(),
        result.dimension(),
        result.tracks(),
        result.outputs(),
        heads,
        result.leftOut());
  }

  private static Map<String, Object> tree(LeftOut leftOut) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("line", leftOut.track().line());
    tree.put("path", leftOut.track().audio().toString());
    tree.put("reason", leftOut.reason());
    return tree;
  }

  private static String table(List<ProbeResult> results, boolean plain) {
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("backbone", "probe"));
    header.addAll(results.get(0).heads().get(0).scores().keySet());
    rows.add(header);
    for (ProbeResult result : results) {
      for (Head head : result.heads()) {
        List<String> row = new ArrayList<>(List.of(result.backbone(), head.label()));
        String format = plain ? "%.4f [%.4f, %.4f]" : "%+.4f [%+.4f, %+.4f]";
        head.scores().values().forEach(score -> row.add(cell(format, score)));
        rows.add(row);
      }
    }
    return aligned(rows);
  }

  private static String cell(String format, Score score) {
    return String.format(Locale.ROOT, format, score.value(), score.low(), score.high());
  }

  private static String aligned(List<List<String>> rows) {
    int columns = rows.get(0).size();
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        int column = i;
        int width = rows.stream().mapToInt(other -> other.get(column).length()).max().orElse(0);
        line.append(row.get(i)).append(" ".repeat(width - row.get(i).length() + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static void appendLeftOut(StringBuilder text, ProbeResult result) {
    if (result.leftOut().isEmpty()) {
      return;
    }
    text.append(
        String.format(
            Locale.ROOT,
            "%n%s: %,d tracks are left out, their audio cannot be heard%n",
            result.backbone(),
            result.leftOut().size()));
    result.leftOut().stream()
        .limit(NAMED)
        .forEach(
            one ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "  line %d, %s: %s%n",
                        one.track().line(),
                        one.track().audio(),
                        one.reason())));
    if (result.leftOut().size() > NAMED) {
      text.append("  and %d more, see --output json%n".formatted(result.leftOut().size() - NAMED));
    }
  }
}
