// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * One cell of an experiment: a model over a backbone by a protocol, once.
 *
 * @param protocol its name
 * @param model the name of the algorithm, or what tells it from others of the experiment
 * @param backbone where the content vectors come from; empty if the model reads none
 * @param seed of the training
 */
public record Trial(
    String protocol, String model, String backbone, long seed, EvaluationResult result) {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** Writes it as JSON; the file is there complete or not at all. */
  public void write(Path file) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".part");
    JSON.writeValue(unfinished.toFile(), this);
    Files.move(
        unfinished, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Reads what {@link #write} wrote, to the last bit.
   *
   * @throws IOException if it cannot be read or is something else
   */
  public static Trial read(Path file) throws IOException {
    try {
      Trial trial = JSON.readValue(file.toFile(), Trial.class);
      if (trial != null && trial.result != null && trial.result.lists() != null) {
        return trial;
      }
    } catch (JsonProcessingException e) {
      throw new IOException(
          file + " is no result of an evaluation (" + e.getOriginalMessage() + "); delete it", e);
    }
    throw new IOException(file + " is no result of an evaluation; delete it");
  }
}
