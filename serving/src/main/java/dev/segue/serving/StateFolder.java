// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a Kafka Streams application: {@code global}, and one for each task such as {@code
 * 0_1}, each with its RocksDB stores and a checkpoint of their offsets. What is damaged is moved
 * aside, and Kafka Streams restores it from the topics. Must not be used while the streams run.
 *
 * <p>RocksDB opens some damaged stores without complaint: without CURRENT as a new one, with a cut
 * MANIFEST as an older one, and its iterators end at a damaged block. The checkpoint would then let
 * Kafka Streams pass over what is missing.
 */
final class StateFolder {
  static {
    RocksDB.loadLibrary();
  }

  private static final Logger LOG = LoggerFactory.getLogger(StateFolder.class);
  private static final String CHECKPOINT = ".checkpoint";

  private final Path folder;

  /** Of an application under the {@code state.dir} of Kafka Streams. */
  StateFolder(Path stateDir, String applicationId) {
    this.folder = stateDir.resolve(applicationId);
  }

  /** Moves aside what is damaged; returns how many folders that were. */
  int setDamagedAside() throws IOException {
    int damaged = 0;
    for (Path part : parts()) {
      Optional<String> why = damage(part);
      if (why.isPresent()) {
        setAside(part, why.get());
        damaged++;
      }
    }
    return damaged;
  }

  /** Moves everything aside. */
  void setAllAside(String why) throws IOException {
    for (Path part : parts()) {
      setAside(part, why);
    }
  }

  private List<Path> parts() throws IOException {
    return children(folder).stream()
        .filter(part -> part.getFileName().toString().matches("global|\\d+_\\d+"))
        .toList();
  }

  /** One damaged state is kept for whoever wants to look; an earlier one makes place for it. */
  private void setAside(Path part, String why) throws IOException {
    Path aside =
        folder.resolveSibling(folder.getFileName() + ".damaged").resolve(part.getFileName());
    Files.createDirectories(aside.getParent());
    delete(aside);
    Files.move(part, aside);
    LOG.warn(
        "the state in {} is damaged ({}); it was moved to {} and is restored from the topics",
        part,
        why,
        aside);
  }

  private static Optional<String> damage(Path part) throws IOException {
    Path checkpoint = part.resolve(CHECKPOINT);
    if (!Files.exists(checkpoint)) {
      // Without it Kafka Streams takes nothing that is there for complete, and restores all of it.
      return Optional.empty();
    }
    if (!isCheckpoint(checkpoint)) {
      return Optional.of("its checkpoint cannot be read");
    }
    for (Path store : children(part.resolve("rocksdb"))) {
      Optional<String> why = damageOfStore(store);
      if (why.isPresent()) {
        return why.map(what -> store.getFileName() + ": " + what);
      }
    }
    return Optional.empty();
  }

  /** Version, number of lines, and lines of topic, partition and offset. */
  private static boolean isCheckpoint(Path file) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (java.nio.charset.MalformedInputException e) {
      return false;
    }
    return lines.size() >= 2
        && lines.get(0).equals("0")
        && lines.get(1).equals(String.valueOf(lines.size() - 2))
        && lines.stream().skip(2).allMatch(line -> line.matches("\\S+ \\d{1,9} -?\\d{1,18}"));
  }

  private static Optional<String> damageOfStore(Path store) throws IOException {
    Set<String> names =
        children(store).stream()
            .map(file -> file.getFileName().toString())
            .collect(Collectors.toSet());
    Set<String> tables =
        names.stream().filter(name -> name.endsWith(".sst")).collect(Collectors.toSet());
    if (names.isEmpty()) {
      return Optional.of("it has no files");
    }
    if (!names.contains("CURRENT")) {
      return Optional.of("CURRENT is missing");
    }
    try (Options options = new Options();
        RocksDB database = RocksDB.openReadOnly(options, store.toString())) {
      database.getLiveFilesMetaData().forEach(file -> tables.remove(file.fileName().substring(1)));
      database.verifyChecksum();
      return tables.isEmpty()
          ? Optional.empty()
          : Optional.of("MANIFEST does not name " + String.join(", ", tables));
    } catch (RocksDBException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(files::add);
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
