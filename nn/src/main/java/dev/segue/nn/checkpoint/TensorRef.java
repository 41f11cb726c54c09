// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.util.List;

/**
 * A pickle's mention of a tensor: a strided view of a storage. Nothing of it is checked yet.
 *
 * @param offset of the first element, in elements
 * @param strides in elements, one for each dimension of the shape
 */
record TensorRef(StorageRef storage, long offset, List<Long> shape, List<Long> strides) {
  /**
   * From the arguments of {@code torch._utils._rebuild_tensor} and {@code _rebuild_tensor_v2}: both
   * begin with storage, offset, size, stride; what follows concerns gradients.
   */
  static TensorRef of(Object[] args) throws CheckpointException {
    if (args.length < 4 || !(args[0] instanceof StorageRef storage)) {
      throw new CheckpointException(
          "a tensor was expected to have a storage, an offset, a size and a stride");
    }
    return new TensorRef(
        storage,
        Values.whole(args[1], "the offset of a tensor"),
        Values.wholes(args[2], "the size of a tensor"),
        Values.wholes(args[3], "the stride of a tensor"));
  }
}
