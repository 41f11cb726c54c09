// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.SafetensorsException;
import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The tensors of a checkpoint of any kind. The kind is told by the content, not by the file name.
 */
public final class Checkpoints {
  private Checkpoints() {}

  /**
   * Opens a file and gives its tensors by name; see {@link TorchCheckpoint} for the names in a file
   * of torch.save. The index of a checkpoint in several files gives those of all of them, a folder
   * those of what Hugging Face's libraries would find there ({@code model.safetensors}, {@code
   * pytorch_model.bin} or their indices). Of a TensorFlow checkpoint the {@code .index}, a file of
   * its values, the prefix of their names or the folder with nothing but it may be given.
   *
   * @throws CheckpointException if the file is of no known kind, a bad torch or TensorFlow file, or
   *     an index that does not agree with the files beside it
   * @throws SafetensorsException if it is a bad safetensors file
   * @throws IOException if it cannot be read
   */
  public static Map<String, Tensor> read(Path file) throws IOException {
    Path found = found(file);
    return kind(found) == FileKind.INDEX ? shards(found) : readOne(found);
  }

  private static Path found(Path named) throws IOException {
    if (!Files.isDirectory(named)) {
      return BundleFiles.index(named);
    }
    Optional<Path> bundle = BundleFiles.in(named);
    return bundle.isPresent() ? bundle.get() : Shards.in(named);
  }

  /** The same for a single file. */
  static Map<String, Tensor> readOne(Path file) throws IOException {
    return switch (kind(file)) {
      case SAFETENSORS -> safetensors(file);
      case TORCH_ZIP, TORCH_LEGACY -> TorchCheckpoint.open(file).tensors();
      case TENSORFLOW -> bundle(file);
      case INDEX -> throw new CheckpointException(file + ": this is an index, not a file of one");
    };
  }

  /**
   * The same for the tensors below a name such as {@code model_state_dict}, which is taken off
   * theirs.
   *
   * @throws CheckpointException also if there are none
   */
  public static Map<String, Tensor> read(Path file, String path) throws IOException {
    Map<String, Tensor> all = read(file);
    try {
      return SubTree.of(all, path);
    } catch (CheckpointException e) {
      throw new CheckpointException(file + ": " + e.getMessage(), e);
    }
  }

  private static FileKind kind(Path file) throws IOException {
    try (MappedFile mapped = new MappedFile(file)) {
      return FileKind.of(mapped);
    } catch (CheckpointException e) {
      throw new CheckpointException(file + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, Tensor> shards(Path index) throws IOException {
    try {
      return Shards.read(index);
    } catch (CheckpointException e) {
      throw new CheckpointException(index + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, Tensor> bundle(Path index) throws IOException {
    try {
      return TensorFlowBundle.read(index);
    } catch (CheckpointException e) {
      throw new CheckpointException(index + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, Tensor> safetensors(Path file) throws IOException {
    Safetensors opened = Safetensors.open(file);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : opened.names()) {
      tensors.put(name, opened.tensor(name));
    }
    return Collections.unmodifiableMap(tensors);
  }
}
