// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What PyTorch's {@code torch.save} wrote: a tree of values, most of them tensors. Everything is
 * checked when the file is opened; the values of the tensors are memory-mapped.
 *
 * <p>The tree consists of
 *
 * <ul>
 *   <li>{@code Map<Object, Object>} for a dict, in its order, with String, Long, Double or Boolean
 *       keys (state dicts of optimisers have Long ones),
 *   <li>{@code List<Object>} for a list, a tuple or a torch.Size,
 *   <li>String, Long, {@code BigInteger}, Double, Boolean and null; a torch.device is a String,
 *   <li>{@link Tensor}, row-major whatever its strides were. Its name is the way to it: {@code
 *       model_state_dict.encoder.weight}, {@code optimizer_state_dict.state.0.exp_avg}. That of a
 *       tensor that was saved alone is empty. Tied tensors appear under each of their names.
 * </ul>
 *
 * <p>A file is a program for a stack machine. Only instructions that make such values are followed,
 * only the names that tensors need are known, and nothing is run. Time and memory are bounded by
 * the size of the file; a single tensor may have up to 2 GiB.
 */
public final class TorchCheckpoint {
  /** Bytes of the part that describes the tensors. */
  static final long MAX_PICKLE = 1L << 26;

  private final Path file;
  private final Object root;
  private final Map<String, Tensor> tensors;

  private TorchCheckpoint(Path file, Object root, Map<String, Tensor> tensors) {
    this.file = file;
    this.root = root;
    this.tensors = tensors;
  }

  /**
   * Opens a file of the zip form (PyTorch 1.6 and later) or the one before it, whatever it is
   * called.
   *
   * @throws CheckpointException if the file is of another kind, damaged, or names a class or an
   *     instruction that is not allowed, saying which
   * @throws IOException if the file cannot be read
   */
  public static TorchCheckpoint open(Path file) throws IOException {
    try (MappedFile mapped = new MappedFile(file)) {
      TorchContent content = content(mapped);
      Tree tree = new Tree(new Tensors(mapped, content.regions()));
      Object root = tree.of(content.value());
      return new TorchCheckpoint(file, root, tree.tensors());
    } catch (CheckpointException e) {
      throw new CheckpointException(file + ": " + e.getMessage(), e);
    }
  }

  private static TorchContent content(MappedFile file) throws IOException {
    FileKind kind = FileKind.of(file);
    return switch (kind) {
      case TORCH_ZIP -> TorchZip.read(file);
      case TORCH_LEGACY -> TorchLegacy.read(file);
      case SAFETENSORS ->
          throw new CheckpointException(
              "this is a safetensors file; open it with Safetensors.open");
      case INDEX ->
          throw new CheckpointException(
              "this is JSON, perhaps the index of a checkpoint in several files; open it with Checkpoints.read");
      case TENSORFLOW ->
          throw new CheckpointException(
              "this is a TensorFlow checkpoint; open it with Checkpoints.read");
    };
  }

  /** The whole tree. */
  public Object root() {
    return root;
  }

  /**
   * One value of the tree, by the way to it: {@code epoch}, {@code
   * optimizer_state_dict.param_groups.0.lr}.
   *
   * @throws CheckpointException if there is nothing of that name
   */
  public Object value(String path) throws CheckpointException {
    Lookup.Found found = Lookup.find(root, path);
    if (found == null) {
      String there =
          root instanceof Map<?, ?> map
              ? Quoted.of(map.keySet().toString())
              : root instanceof List<?> list ? list.size() + " items" : Values.kind(root);
      throw new CheckpointException(
          "%s: there is no %s; at the top there is %s".formatted(file, path, there));
    }
    return found.value();
  }

  /** All tensors, by name, in the order of the tree. */
  public Map<String, Tensor> tensors() {
    return tensors;
  }

  /**
   * The tensors below a name such as {@code model_state_dict}, which is taken off theirs.
   *
   * @throws CheckpointException if there are none
   */
  public Map<String, Tensor> tensors(String path) throws CheckpointException {
    try {
      return SubTree.of(tensors, path);
    } catch (CheckpointException e) {
      throw new CheckpointException(file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return "%s with %d tensors".formatted(file, tensors.size());
  }
}
