// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.util.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of an embedded job and of its earlier lives, in its state folder: {@code
 * checkpoints/<job>/chk-<n>/_metadata}.
 */
final class CheckpointFolder {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointFolder.class);
  private static final String METADATA = "_metadata";
  // <job>/chk-<n>/_metadata
  private static final int DEPTH = 3;

  private static final String NAME = "checkpoints";

  private final Path state;
  private final Path root;

  /** The checkpoints in this state folder. */
  CheckpointFolder(Path state) {
    this.state = state;
    this.root = state.resolve(NAME);
  }

  /** Where a job puts its checkpoints. */
  String uri() {
    return StateFileSystem.uri(state, root);
  }

  /** Whether there is no checkpoint, neither a usable one nor another. */
  boolean isEmpty() throws IOException {
    return all().isEmpty();
  }

  /**
   * The URI of the newest checkpoint that is whole; one that is damaged, or has files in another
   * folder, is passed over with a warning.
   *
   * @throws IOException if the folder cannot be listed
   */
  Optional<String> newest() throws IOException {
    for (Path checkpoint : all()) {
      try {
        verify(checkpoint);
        return Optional.of(StateFileSystem.uri(state, checkpoint));
      } catch (IOException | RuntimeException e) {
        LOG.warn("the checkpoint {} cannot be used; the one before it is tried", checkpoint, e);
      }
    }
    return Optional.empty();
  }

  /** Deletes the checkpoints of all jobs but this one. */
  void deleteOthers(String job) throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    try (Stream<Path> jobs = Files.list(root)) {
      for (Path other : jobs.filter(path -> !path.endsWith(job)).toList()) {
        FileUtils.deleteFileOrDirectory(other.toFile());
      }
    }
  }

  /** Newest first. */
  private List<Path> all() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root, DEPTH)) {
      return files
          .filter(file -> file.endsWith(METADATA))
          .sorted(Comparator.comparing(CheckpointFolder::modified).reversed())
          .map(Path::getParent)
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void verify(Path checkpoint) throws IOException {
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(Files.newInputStream(checkpoint.resolve(METADATA))))) {
      CheckpointMetadata metadata =
          Checkpoints.loadCheckpointMetadata(
              in, CheckpointFolder.class.getClassLoader(), StateFileSystem.uri(state, checkpoint));
      for (Path file : CheckpointFiles.of(metadata, state)) {
        if (!file.startsWith(state)) {
          throw new IOException("the file " + file + " belongs to another folder");
        }
        if (!Files.exists(file)) {
          throw new IOException("the file " + file + " is missing");
        }
      }
    }
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
