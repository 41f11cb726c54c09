// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A trained model on disk: a folder with {@code model.safetensors}, {@code items.txt}, {@code
 * config.json}, {@code metrics.json} and a {@code manifest.json} that holds the SHA-256 of each.
 * Every instance was verified; the same model gives the same bytes.
 *
 * @param sha256 over the manifest, lower-case hexadecimal; it stands for the whole artifact
 * @param backbone whose vectors the model reads; empty if it reads none
 * @param metrics what was measured before it was written, by name
 */
public record Artifact(
    Path folder,
    String sha256,
    String algorithm,
    Optional<String> backbone,
    AlgorithmSettings settings,
    Map<String, Double> metrics) {
  /** The file of the model's tensors. */
  public static final String MODEL = "model.safetensors";

  /** Copies the metrics. */
  public Artifact {
    metrics = Map.copyOf(new TreeMap<>(metrics));
  }

  /**
   * Writes a model. The folder appears only when it is complete; where it already holds exactly
   * this artifact nothing is done.
   *
   * @param backbone whose vectors the model reads; null: none
   * @param metrics finite numbers
   * @throws IOException if the folder exists and holds something else, or cannot be written
   */
  public static Artifact write(
      Path folder,
      Algorithm algorithm,
      Recommender recommender,
      AlgorithmSettings settings,
      String backbone,
      Map<String, Double> metrics)
      throws IOException {
    ArtifactConfig config =
        new ArtifactConfig(algorithm.name(), Optional.ofNullable(backbone), settings);
    return ArtifactWriter.write(folder, algorithm, recommender, config, metrics);
  }

  /**
   * Opens an artifact after checking every byte of it, before any of them is interpreted.
   *
   * @param expectedSha256 what {@link #sha256} must be
   * @throws ArtifactException if a file is missing, truncated or altered, or the artifact is
   *     another than the expected one
   */
  public static Artifact open(Path folder, String expectedSha256) throws IOException {
    Artifact artifact = open(folder);
    if (!artifact.sha256.equalsIgnoreCase(expectedSha256)) {
      throw new ArtifactException(
          "%s holds the artifact %s where %s was expected"
              .formatted(folder, artifact.sha256, expectedSha256));
    }
    return artifact;
  }

  /**
   * Opens an artifact that nothing is known of yet: its files are checked against its own manifest,
   * which finds damage but not forgery.
   *
   * @throws ArtifactException if a file is missing, truncated or altered
   */
  public static Artifact open(Path folder) throws IOException {
    String sha256 = Manifest.verify(folder);
    ArtifactConfig config = ArtifactConfig.read(folder);
    return new Artifact(
        folder,
        sha256,
        config.algorithm(),
        config.backbone(),
        config.settings(),
        MetricsFile.read(folder));
  }
}
