// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.doctor;

import dev.segue.embedder.EmbedderSettings;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.embedder.backbone.BackboneType;
import dev.segue.embedder.backbone.Backbones;
import dev.segue.embedder.backbone.ModelCard;
import dev.segue.embedder.backbone.download.WeightsPresence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Which backbones have their weights. */
final class ModelWeights {
  private ModelWeights() {}

  static List<Finding> examine(EmbedderSettings settings) {
    return Backbones.names().stream().map(name -> examine(Backbones.type(name), settings)).toList();
  }

  private static Finding examine(BackboneType type, EmbedderSettings settings) {
    String name = "weights of " + type.name();
    boolean used = type.name().equals(settings.backbone());
    String hears = used ? "; it hears the tracks" : "";
    BackboneOptions options =
        used ? EmbedderSettings.options(settings) : BackboneOptions.in(settings.models());
    if (options.weights().isPresent() && type.needsWeights()) {
      return given(name, options.weights().get());
    }
    Path folder = options.folder(type.name());
    return switch (WeightsPresence.of(type, folder)) {
      case NOT_NEEDED -> Finding.ok(name, "it needs none" + hears);
      case THERE -> Finding.ok(name, "in " + folder + hears);
      case NOT_PUBLISHED, MISSING, PARTLY -> absent(type, name, folder, used);
    };
  }

  private static Finding absent(BackboneType type, String name, Path folder, boolean used) {
    String what = Files.isDirectory(folder) ? "lacks " + missing(type, folder) : "is not there";
    String detail = "%s %s; %s".formatted(folder, what, remedy(type));
    // In a folder that is there they may lie under names that nobody has thought of here.
    return used && !Files.isDirectory(folder)
        ? Finding.fail(name, detail)
        : Finding.note(name, detail);
  }

  private static String remedy(BackboneType type) {
    return type.card().isPresent()
        ? "get them with: segue models fetch " + type.name()
        : "they are trained on your own music, with: segue pretrain MUSIC --model " + type.name();
  }

  private static String missing(BackboneType type, Path folder) {
    if (type.card().isEmpty()) {
      return "weights";
    }
    return type.card().get().files().stream()
        .map(ModelCard.ModelFile::name)
        .filter(file -> !Files.exists(folder.resolve(file)))
        .collect(Collectors.joining(", "));
  }

  private static Finding given(String name, Path weights) {
    return Files.exists(weights)
        ? Finding.ok(name, "in " + weights + " (embedder.weights); it hears the tracks")
        : Finding.fail(name, "there is no " + weights + " (embedder.weights)");
  }
}
