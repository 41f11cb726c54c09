// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds reference tensors and data, which are not part of the project. */
public final class GoldenFolder {
  private GoldenFolder() {}

  /** The folders of a model that hold this file; the test is skipped if there is none. */
  public static List<Path> variants(String model, String file) throws IOException {
    Path folder = root().resolve(model);
    assumeTrue(Files.isDirectory(folder), () -> "no reference data at " + folder);
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> variants =
          files.filter(path -> path.endsWith(file)).map(Path::getParent).sorted().toList();
      assumeTrue(!variants.isEmpty(), () -> "no " + file + " under " + folder);
      return variants;
    }
  }

  /** A file of the data beside the references; the test is skipped if it is absent. */
  public static Path data(String file) {
    Path path = root().resolve("../data").resolve(file).normalize();
    assumeTrue(Files.exists(path), () -> "no data at " + path);
    return path;
  }

  private static Path root() {
    String root = System.getProperty("segue.golden", "");
    assumeTrue(!root.isEmpty(), "set -Dsegue.golden to the folder of reference data");
    return Path.of(root);
  }
}
