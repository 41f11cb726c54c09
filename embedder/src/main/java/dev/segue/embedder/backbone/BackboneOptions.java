// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.embedder.audio.Clip;
import dev.segue.nn.torch.Precision;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a backbone is opened. What is left empty is the backbone's own default.
 *
 * @param models the folder of all models' weights, one sub-folder a backbone
 * @param weights a file of weights or a folder with them, instead of the one in {@code models}
 * @param layer of which the embedding is taken, 0 being the input of the first one
 * @param studyExact whether to repeat what the reference study's code did, mistakes included
 * @param precision of the large weights
 * @param clip which part of a track it hears
 */
public record BackboneOptions(
    Path models,
    Optional<Path> weights,
    OptionalInt layer,
    boolean studyExact,
    Optional<Precision> precision,
    Optional<Clip> clip) {
  private static final String CONFIG = "config.json";

  /** All defaults. */
  public static BackboneOptions in(Path models) {
    return new BackboneOptions(
        models, Optional.empty(), OptionalInt.empty(), false, Optional.empty(), Optional.empty());
  }

  /** The same with the weights from this file or folder. */
  public BackboneOptions withWeights(Path file) {
    return new BackboneOptions(models, Optional.of(file), layer, studyExact, precision, clip);
  }

  /** The same, or not, as the study's code did it. */
  public BackboneOptions withStudyExact(boolean exact) {
    return new BackboneOptions(models, weights, layer, exact, precision, clip);
  }

  /** The same with the embedding of another layer. */
  public BackboneOptions withLayer(int other) {
    return new BackboneOptions(models, weights, OptionalInt.of(other), studyExact, precision, clip);
  }

  /** The same in another precision. */
  public BackboneOptions withPrecision(Precision other) {
    return new BackboneOptions(models, weights, layer, studyExact, Optional.of(other), clip);
  }

  /** The folder where the weights of a backbone are looked for. */
  public Path folder(String backbone) {
    Path given = weights.orElse(models.resolve(backbone));
    Path parent = given.toAbsolutePath().getParent();
    return Files.isDirectory(given) || weights.isEmpty() || parent == null ? given : parent;
  }

  /**
   * Finds a file of weights.
   *
   * @param names under which it may lie in the folder, the preferred one first
   * @throws FileNotFoundException if none is there; the message says how to get it
   * @throws NoSuchFileException if the file or folder that was named is not there
   */
  public Path file(String backbone, String... names) throws IOException {
    if (weights.isPresent() && Files.isRegularFile(weights.get())) {
      return weights.get();
    }
    if (weights.isPresent() && Files.notExists(weights.get())) {
      throw new NoSuchFileException(
          weights.get().toString(), null, "no such file or folder (--weights, embedder.weights)");
    }
    Path folder = folder(backbone);
    for (String name : names) {
      if (Files.exists(folder.resolve(name))) {
        return folder.resolve(name);
      }
    }
    throw new FileNotFoundException(
        "there are no weights of '%1$s': no %2$s in %3$s; get them with: segue models fetch %1$s (or name them with --weights or embedder.weights)"
            .formatted(backbone, String.join(", no ", names), folder));
  }

  /**
   * The sizes of a model of another size than the published one: {@code config.json} beside the
   * weights.
   */
  public Optional<JsonNode> config(String backbone) throws IOException {
    Path file = folder(backbone).resolve(CONFIG);
    return Files.exists(file)
        ? Optional.of(new JsonMapper().readTree(file.toFile()))
        : Optional.empty();
  }
}
