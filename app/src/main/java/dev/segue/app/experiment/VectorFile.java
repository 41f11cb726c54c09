// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.experiment;

import dev.segue.app.UserError;
import dev.segue.recommenders.TrackVectors;
import dev.segue.schemas.Vectors;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Content vectors as text: {@code track<TAB>value<TAB>value...}, one track a line, UTF-8. */
final class VectorFile {
  private VectorFile() {}

  /**
   * Reads a file.
   *
   * @throws UserError if a line is no usable vector or has another dimension than the first
   */
  static TrackVectors read(Path file) throws IOException {
    Map<String, float[]> vectors = new HashMap<>();
    int dimension = -1;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        String[] fields = line.split("\t");
        float[] vector = values(fields, file, number);
        if (dimension >= 0 && vector.length != dimension) {
          throw new UserError(
              "%s line %d has %d values where the first has %d"
                  .formatted(file, number, vector.length, dimension));
        }
        dimension = vector.length;
        vectors.put(fields[0], vector);
      }
    }
    if (vectors.isEmpty()) {
      throw new UserError(file + " holds no vectors");
    }
    return new TrackVectors(dimension, vectors);
  }

  private static float[] values(String[] fields, Path file, int line) {
    float[] vector = new float[fields.length - 1];
    try {
      for (int i = 0; i < vector.length; i++) {
        vector[i] = Float.parseFloat(fields[i + 1]);
      }
    } catch (NumberFormatException e) {
      throw new UserError("%s line %d: %s".formatted(file, line, e.getMessage()), e);
    }
    Vectors.problem(vector)
        .ifPresent(
            problem -> {
              throw new UserError(
                  "%s line %d, track %s: %s".formatted(file, line, fields[0], problem));
            });
    return vector;
  }
}
