// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.embedder.EmbedderSettings;
import dev.segue.embedder.backbone.BackboneType;
import dev.segue.embedder.backbone.Backbones;
import dev.segue.embedder.backbone.ModelCard;
import dev.segue.embedder.backbone.download.WeightsPresence;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code segue models list}. */
@Command(
    name = "list",
    description =
        "Prints the backbones: dimension, size and licence of their weights, what is here.",
    mixinStandardHelpOptions = true)
final class ModelsListCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Option(
      names = "--output",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "Form of the result (default: ${DEFAULT-VALUE}).")
  private Output output;

  @Override
  public Integer call() {
    common.logAsTool();
    Path models = common.settings().get(EmbedderSettings.class).models();
    List<BackboneType> types = Backbones.names().stream().map(Backbones::type).toList();
    PrintWriter out = spec.commandLine().getOut();
    if (output == Output.JSON) {
      out.println(Json.of(types.stream().map(type -> json(type, models)).toList()));
    } else {
      out.printf(
          "%-20s %9s %10s  %-28s %s%n", "backbone", "dimension", "size", "licence", "weights");
      types.forEach(type -> out.print(line(type, models)));
      out.printf("%nWeights lie in %s; 'segue models fetch BACKBONE' gets them.%n", models);
    }
    out.flush();
    return 0;
  }

  private static String line(BackboneType type, Path models) {
    return String.format(
        Locale.ROOT,
        "%-20s %9s %10s  %-28s %s%n",
        type.name(),
        type.dimension().isPresent() ? type.dimension().getAsInt() : "",
        type.card().map(ModelsListCommand::size).orElse(""),
        type.card().map(ModelCard::licence).orElse(""),
        presence(type, models).name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  private static Map<String, Object> json(BackboneType type, Path models) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", type.name());
    type.dimension().ifPresent(dimension -> json.put("dimension", dimension));
    type.card()
        .ifPresent(
            card -> {
              json.put("title", card.title());
              json.put("licence", card.licence());
              json.put("paper", card.paper());
              json.put("files", card.files().stream().map(ModelsListCommand::json).toList());
            });
    json.put("weights", presence(type, models).name().toLowerCase(Locale.ROOT).replace('_', '-'));
    return json;
  }

  private static Map<String, Object> json(ModelCard.ModelFile file) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", file.name());
    json.put("source", file.source().toString());
    json.put("sha256", file.sha256().orElse(null));
    json.put("bytes", file.bytes() == 0 ? null : file.bytes());
    return json;
  }

  private static WeightsPresence presence(BackboneType type, Path models) {
    return WeightsPresence.of(type, models.resolve(type.name()));
  }

  /** Of all files whose size is known; empty if none is. */
  static String size(ModelCard card) {
    long bytes = card.files().stream().mapToLong(ModelCard.ModelFile::bytes).sum();
    boolean more = card.files().stream().anyMatch(file -> file.bytes() == 0);
    return bytes == 0 ? "" : Math.max(1, Math.round(bytes / 1e6)) + (more ? "+ MB" : " MB");
  }
}
