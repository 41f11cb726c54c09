// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicfm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What spectra are normalised with.
 *
 * @param mean of the training set, in dB
 * @param deviation of the training set, in dB
 */
record MusicFmStats(double mean, double deviation) {
  /**
   * As found in public programs built on MusicFM, for where there is no file beside the weights;
   * whether they are those of the FMA or of the MSD weights is not known.
   */
  static final MusicFmStats PUBLIC = new MusicFmStats(6.768444971712967, 18.417922652295623);

  private static final String MEAN = "melspec_2048_mean";
  private static final String DEVIATION = "melspec_2048_std";

  MusicFmStats {
    if (!Double.isFinite(mean) || !(deviation > 0) || !Double.isFinite(deviation)) {
      throw new IllegalArgumentException(
          "spectra cannot be normalised with mean %s and deviation %s".formatted(mean, deviation));
    }
  }

  /**
   * The file beside weights: {@code fma_stats.json} of {@code pretrained_fma.pt}, or {@code
   * stats.json}.
   */
  static Optional<Path> beside(Path weights) {
    String name = String.valueOf(weights.getFileName());
    String set = name.replaceFirst("^pretrained_", "").replaceFirst("\\..*$", "");
    return Stream.of(set + "_stats.json", "stats.json")
        .map(weights::resolveSibling)
        .filter(Files::exists)
        .findFirst();
  }

  /**
   * Reads a file as published.
   *
   * @throws IOException if it is not one
   */
  static MusicFmStats read(Path file) throws IOException {
    JsonNode json = json(file);
    if (!json.path(MEAN).isNumber() || !json.path(DEVIATION).isNumber()) {
      throw new IOException(
          "%s does not hold the statistics of MusicFM's spectra: it needs the numbers %s and %s"
              .formatted(file, MEAN, DEVIATION));
    }
    return new MusicFmStats(json.get(MEAN).asDouble(), json.get(DEVIATION).asDouble());
  }

  private static JsonNode json(Path file) throws IOException {
    try {
      return new JsonMapper().readTree(file.toFile());
    } catch (JsonProcessingException | CharConversionException e) {
      throw new IOException("%s is not JSON: %s".formatted(file, e.getMessage()), e);
    }
  }
}
