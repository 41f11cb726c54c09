// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.doctor;

import dev.segue.embedder.EmbedderSettings;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.embedder.backbone.BackboneType;
import dev.segue.embedder.backbone.Backbones;
import dev.segue.embedder.backbone.ModelCard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which backbones have their weights. */
final class ModelWeights {
  private ModelWeights() {}

  static List<Finding> examine(EmbedderSettings settings) {
    return Backbones.names().stream().map(name -> examine(Backbones.type(name), settings)).toList();
  }

  private static Finding examine(BackboneType type, EmbedderSettings settings) {
    String name = "weights of " + type.name();
    boolean used = type.name().equals(settings.backbone());
    Optional<ModelCard> card = type.card();
    if (card.isEmpty()) {
      return Finding.ok(name, "there are none to fetch" + (used ? "; it hears the tracks" : ""));
    }
    BackboneOptions options =
        used ? EmbedderSettings.options(settings) : BackboneOptions.in(settings.models());
    if (options.weights().isPresent()) {
      return given(name, options.weights().get());
    }
    Path folder = options.folder(type.name());
    List<String> missing =
        card.get().files().stream()
            .map(ModelCard.ModelFile::name)
            .filter(file -> !Files.exists(folder.resolve(file)))
            .toList();
    if (missing.isEmpty()) {
      return Finding.ok(name, "in " + folder + (used ? "; it hears the tracks" : ""));
    }
    // Weights converted to another form lie there under other names.
    String detail =
        "%s %s; get them with: segue models fetch %s"
            .formatted(
                folder,
                Files.isDirectory(folder) ? "lacks " + missing : "is not there",
                type.name());
    return used && !Files.isDirectory(folder)
        ? Finding.fail(name, detail)
        : Finding.note(name, detail);
  }

  private static Finding given(String name, Path weights) {
    return Files.exists(weights)
        ? Finding.ok(name, "in " + weights + " (embedder.weights); it hears the tracks")
        : Finding.fail(name, "there is no " + weights + " (embedder.weights)");
  }
}
