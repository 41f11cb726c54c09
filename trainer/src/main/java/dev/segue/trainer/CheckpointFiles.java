// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;

/** Collects the files that a checkpoint refers to; small state lies in the metadata itself. */
final class CheckpointFiles {
  private final Path folder;
  private final List<Path> files = new ArrayList<>();

  private CheckpointFiles(Path folder) {
    this.folder = folder;
  }

  /** The files, where they lie if this is the state folder. */
  static List<Path> of(CheckpointMetadata metadata, Path folder) {
    CheckpointFiles collected = new CheckpointFiles(folder);
    for (OperatorState operator : metadata.getOperatorStates()) {
      operator.getStates().forEach(collected::add);
    }
    return collected.files;
  }

  private void add(OperatorSubtaskState state) {
    state.getManagedOperatorState().forEach(this::add);
    state.getRawOperatorState().forEach(this::add);
    state.getManagedKeyedState().forEach(this::add);
    state.getRawKeyedState().forEach(this::add);
  }

  private void add(OperatorStateHandle handle) {
    add(handle.getDelegateStateHandle());
  }

  private void add(KeyedStateHandle handle) {
    if (handle instanceof IncrementalRemoteKeyedStateHandle incremental) {
      add(incremental.getMetaDataStateHandle());
      incremental.getSharedState().forEach(part -> add(part.getHandle()));
      incremental.getPrivateState().forEach(part -> add(part.getHandle()));
    } else if (handle instanceof KeyGroupsStateHandle whole) {
      add(whole.getDelegateStateHandle());
    }
  }

  private void add(StreamStateHandle handle) {
    if (handle instanceof FileStateHandle file) {
      org.apache.flink.core.fs.Path path = file.getFilePath();
      files.add(
          StateFileSystem.SCHEME.equals(path.toUri().getScheme())
              ? StateFileSystem.resolve(folder, path)
              : Path.of(path.getPath()));
    }
  }
}
