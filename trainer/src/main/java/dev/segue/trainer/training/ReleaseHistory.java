// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.Serdes;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every release of the models in an object store, kept for good: the topic keeps the active one
 * alone, since it is compacted. A release is the file {@code models/<name>/releases/<version>.avro}
 * beside its artifact, and its name is what makes a version unique: the number is taken by creating
 * the file, and no file is deleted when its artifact is.
 */
public final class ReleaseHistory {
  private static final Logger LOG = LoggerFactory.getLogger(ReleaseHistory.class);
  private static final Pattern VERSION = Pattern.compile("(\\d{1,18})([.]avro)?");

  private final ObjectStore store;

  private ReleaseHistory(ObjectStore store) {
    this.store = store;
  }

  /** The history in this store. */
  public static ReleaseHistory in(ObjectStore store) {
    return new ReleaseHistory(store);
  }

  /**
   * Takes a version above every one that this model ever had here. Nobody else gets it, in whatever
   * process.
   *
   * @param active a version that is known from elsewhere; 0: none
   */
  public long claim(String model, long active) throws IOException {
    Path releases = Files.createDirectories(store.resolve(folder(model)));
    long version = Math.max(active, Math.max(highest(releases), highest(releases.getParent())));
    while (true) {
      try {
        version++;
        Files.createFile(file(model, version));
        return version;
      } catch (FileAlreadyExistsException e) {
        LOG.debug("version {} of {} was taken a moment ago", version, model, e);
      }
    }
  }

  /** Keeps a release, whole or not at all. */
  public void add(ModelRelease release) throws IOException {
    Path file = file(release.getName(), release.getVersion());
    Files.createDirectories(file.getParent());
    Path temporary = Files.createTempFile(file.getParent(), "release", ".tmp");
    Files.write(temporary, Serdes.MODEL_RELEASE.toBytes(release));
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The releases of a model, oldest first; a file that cannot be read is passed over. */
  public List<ModelRelease> of(String model) throws IOException {
    Path releases = store.resolve(folder(model));
    List<ModelRelease> found = new ArrayList<>();
    for (long version : versions(releases)) {
      read(file(model, version)).ifPresent(found::add);
    }
    return found;
  }

  /** Whether the artifact of a release is there, unverified. */
  public boolean hasArtifact(ModelRelease release) {
    try {
      return Files.isDirectory(store.resolve(release.getArtifactUri()));
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("the artifact of {} is not in the store", release, e);
      return false;
    }
  }

  /**
   * The trained releases that led to the last one, as an editor's undo would have it: a release
   * that restores an earlier one takes back all that came between.
   *
   * @param releases of one model, oldest first
   * @return oldest first; the last one is what the last release serves
   */
  public static List<ModelRelease> line(List<ModelRelease> releases) {
    Deque<ModelRelease> line = new ArrayDeque<>();
    for (ModelRelease release : releases) {
      if (release.getRestores() == null) {
        line.addLast(release);
        continue;
      }
      Optional<ModelRelease> restored =
          releases.stream().filter(r -> r.getVersion() == release.getRestores()).findFirst();
      if (line.contains(restored.orElse(release))) {
        while (!line.getLast().equals(restored.orElseThrow())) {
          line.removeLast();
        }
      } else {
        line.addLast(restored.orElse(release));
      }
    }
    return List.copyOf(line);
  }

  private static Optional<ModelRelease> read(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      // Taken, and never released: the process ended in between.
      return bytes.length == 0
          ? Optional.empty()
          : Optional.of(Serdes.MODEL_RELEASE.fromBytes(bytes));
    } catch (IOException | RuntimeException e) {
      LOG.warn("the release in {} cannot be read", file, e);
      return Optional.empty();
    }
  }

  private static long highest(Path folder) throws IOException {
    List<Long> versions = versions(folder);
    return versions.isEmpty() ? 0 : versions.get(versions.size() - 1);
  }

  private static List<Long> versions(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> VERSION.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .map(matcher -> Long.valueOf(matcher.group(1)))
          .sorted()
          .toList();
    }
  }

  private Path file(String model, long version) throws IOException {
    return store.resolve(folder(model) + "/" + version + ".avro");
  }

  private static String folder(String model) {
    return "models/" + model + "/releases";
  }
}
