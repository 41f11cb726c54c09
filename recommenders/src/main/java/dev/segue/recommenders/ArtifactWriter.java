// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Writes an artifact beside its place and moves it there when it is complete. */
final class ArtifactWriter {
  private ArtifactWriter() {}

  static Artifact write(
      Path folder,
      Algorithm algorithm,
      Recommender recommender,
      ArtifactConfig config,
      Map<String, Double> metrics)
      throws IOException {
    Path target = folder.toAbsolutePath();
    Files.createDirectories(target.getParent());
    Path partial = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
    Files.createDirectory(partial);
    try {
      algorithm.save(recommender, partial);
      config.write(partial);
      MetricsFile.write(partial, metrics);
      Manifest.write(partial);
      return moved(partial, target);
    } finally {
      delete(partial);
    }
  }

  private static Artifact moved(Path partial, Path target) throws IOException {
    String sha256 = Manifest.verify(partial);
    try {
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // Not empty: another run, or this one before a crash, was here first.
      if (!Files.exists(target.resolve(Manifest.NAME))) {
        throw e;
      }
    }
    Artifact artifact = Artifact.open(target);
    if (!artifact.sha256().equals(sha256)) {
      throw new ArtifactException(
          "%s already holds the artifact %s; write %s to another folder"
              .formatted(target, artifact.sha256(), sha256));
    }
    return artifact;
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
