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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code segue models list}. */
@Command(
    name = "list",
    description =
        "Prints the backbones: dimension, size and licence of their weights, what is here;"
            + " of one, all that its authors say.",
    mixinStandardHelpOptions = true)
final class ModelsListCommand implements Callable<Integer> {
  private static final String LINE = "%-14s %9s %10s  %-26s %s%n";

  @Mixin private CommonOptions common;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "BACKBONE",
      converter = BackboneFlags.Name.class,
      completionCandidates = BackboneFlags.Names.class,
      description = "${COMPLETION-CANDIDATES} (default: all).")
  private String backbone;

  @Override
  public Integer call() {
    common.logAsTool();
    Path models = common.settings().get(EmbedderSettings.class).models();
    List<BackboneType> types =
        (backbone == null ? Backbones.names() : List.of(backbone))
            .stream().map(Backbones::type).toList();
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      out.println(Json.of(types.stream().map(type -> json(type, models)).toList()));
    } else if (backbone != null) {
      out.print(one(types.get(0), models));
    } else {
      out.printf(LINE, "backbone", "dimension", "size", "licence", "weights");
      types.forEach(type -> out.print(line(type, models)));
      out.printf("%nWeights lie in %s; 'segue models fetch BACKBONE' gets them.%n", models);
    }
    out.flush();
    return 0;
  }

  private static String line(BackboneType type, Path models) {
    return String.format(
        Locale.ROOT,
        LINE,
        type.name(),
        type.dimension().isPresent() ? type.dimension().getAsInt() : "",
        type.card().map(Cards::size).orElse(""),
        type.card().map(Cards::licence).orElse(""),
        words(type, models));
  }

  private static String one(BackboneType type, Path models) {
    StringBuilder text = new StringBuilder();
    text.append(type.card().map(Cards::text).orElse(type.name() + System.lineSeparator()));
    type.dimension()
        .ifPresent(dimension -> text.append(String.format("  vector   %d values%n", dimension)));
    text.append(String.format("  weights  %s", words(type, models)));
    text.append(type.needsWeights() ? ": " + models.resolve(type.name()) : "");
    return text.append(System.lineSeparator()).toString();
  }

  private static String words(BackboneType type, Path models) {
    WeightsPresence presence = presence(type, models);
    return presence == WeightsPresence.NOT_PUBLISHED
        ? "to be trained (segue pretrain)"
        : presence.name().toLowerCase(Locale.ROOT).replace('_', ' ');
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
}
