// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.UserError;
import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.backbone.BackboneType;
import dev.segue.nn.torch.Precision;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How a backbone hears. Each flag is short for a setting, and wins over it. */
abstract class HearingFlags {
  @Option(
      names = "--weights",
      paramLabel = "PATH",
      description = "Its weights: a file, or a folder (default: what 'models fetch' got).")
  private Path weights;

  @Option(
      names = "--layer",
      paramLabel = "N",
      converter = Layer.class,
      description = "The layer whose output is taken, 0 being the input of the first.")
  private Integer layer;

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description = "What it computes in: ${COMPLETION-CANDIDATES}.")
  private Precision precision;

  @Option(
      names = "--study-exact",
      description = "Repeats what the reference study's code did, mistakes included.")
  private boolean studyExact;

  @Option(
      names = "--clip",
      paramLabel = "PART",
      converter = ClipOf.class,
      description = "What is heard of a track: first:30s, centre:30s, windows:30s or whole.")
  private Clip clip;

  /** The name of the backbone, or null if no flag says it. */
  abstract String backbone();

  /** The settings that these flags stand for. */
  Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    put(settings, "embedder.backbone", backbone());
    put(settings, "embedder.weights", weights);
    put(settings, "embedder.layer", layer);
    put(settings, "embedder.precision", precision);
    put(settings, "embedder.clip", clip);
    put(settings, "embedder.study-exact", studyExact ? "true" : null);
    return settings;
  }

  /**
   * Refuses flags that mean nothing to the backbone.
   *
   * @throws UserError if it is no network and one of them is set
   */
  void check(BackboneType type) {
    if (!type.needsWeights() && (weights != null || layer != null || precision != null)) {
      throw new UserError(
          "%s is no network: it has no --weights, --layer or --precision; choose one with --backbone"
              .formatted(type.name()));
    }
  }

  private static void put(Map<String, String> settings, String key, Object value) {
    if (value != null) {
      settings.put(key, value.toString());
    }
  }

  static final class ClipOf implements ITypeConverter<Clip> {
    @Override
    public Clip convert(String text) {
      try {
        return Clip.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  static final class Layer implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      if (!text.matches("\\d{1,4}")) {
        throw new TypeConversionException("'" + text + "' is no layer; layers are 0, 1, 2, ...");
      }
      return Integer.valueOf(text);
    }
  }
}
