// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.SafetensorsException;
import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tensors of a checkpoint of any kind. The kind is told by the content, not by the file name.
 */
public final class Checkpoints {
  private Checkpoints() {}

  /**
   * Opens a file and gives its tensors by name; see {@link TorchCheckpoint} for the names in a file
   * of torch.save.
   *
   * @throws CheckpointException if the file is of no known kind or a bad torch file
   * @throws SafetensorsException if it is a bad safetensors file
   * @throws IOException if it cannot be read
   */
  public static Map<String, Tensor> read(Path file) throws IOException {
    return switch (kind(file)) {
      case SAFETENSORS -> safetensors(file);
      case TORCH_ZIP, TORCH_LEGACY -> TorchCheckpoint.open(file).tensors();
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

  private static Map<String, Tensor> safetensors(Path file) throws IOException {
    Safetensors opened = Safetensors.open(file);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : opened.names()) {
      tensors.put(name, opened.tensor(name));
    }
    return Collections.unmodifiableMap(tensors);
  }
}
