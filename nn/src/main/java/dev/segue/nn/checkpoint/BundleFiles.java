// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the index of a TensorFlow checkpoint by what people name instead. */
final class BundleFiles {
  private static final String INDEX = ".index";
  private static final Pattern DATA = Pattern.compile("(.*)\\.data-\\d{5}-of-\\d{5}");

  private BundleFiles() {}

  /** The index beside a file of values, or of a prefix; any other path as it is. */
  static Path index(Path named) {
    if (named.getFileName() == null) {
      return named;
    }
    String name = named.getFileName().toString();
    Matcher data = DATA.matcher(name);
    String prefix = data.matches() ? data.group(1) : name;
    Path index = named.resolveSibling(prefix + INDEX);
    return (data.matches() || Files.notExists(named)) && Files.isRegularFile(index) ? index : named;
  }

  /**
   * The index in a folder; empty if there is none.
   *
   * @throws CheckpointException if there are several
   */
  static Optional<Path> in(Path folder) throws IOException {
    List<Path> found;
    try (Stream<Path> files = Files.list(folder)) {
      found = files.filter(file -> file.toString().endsWith(INDEX)).sorted().toList();
    }
    if (found.size() > 1) {
      throw new CheckpointException(
          "%s: there are several checkpoints: %s; name one"
              .formatted(
                  folder,
                  String.join(
                      ", ", found.stream().map(file -> file.getFileName().toString()).toList())));
    }
    return found.stream().findFirst();
  }
}
