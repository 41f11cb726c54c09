// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * Makes tensors of what a pickle says about them. One whose elements follow each other in the file
 * stays there, memory-mapped; the others (transposed, expanded, big-endian) are copied in order.
 */
final class Tensors {
  private static final int MAX_TENSORS = 1 << 17;

  /** What copies may take beyond twice the file: repeating a view costs a few bytes of pickle. */
  private static final long COPY_ALLOWANCE = 1L << 26;

  private final MappedFile file;
  private final Map<String, Region> regions;
  private final long copyLimit;
  private long copied;
  private int made;

  Tensors(MappedFile file, Map<String, Region> regions) {
    this.file = file;
    this.regions = regions;
    this.copyLimit = 2 * file.size() + COPY_ALLOWANCE;
  }

  Tensor tensor(String name, TensorRef ref) throws IOException {
    if (++made > MAX_TENSORS) {
      throw new CheckpointException(
          "the file mentions more than %d tensors; save them in several files"
              .formatted(MAX_TENSORS));
    }
    Layout layout = Layout.of(name, ref);
    Region region = region(name, ref.storage());
    ByteBuffer values = values(name, layout, region, ref.storage().dtype().bytes());
    long[] shape = ref.shape().stream().mapToLong(Long::longValue).toArray();
    return Tensor.ofBytes(name, ref.storage().dtype(), values, shape);
  }

  private Region region(String name, StorageRef storage) throws CheckpointException {
    Region region = regions.get(storage.key());
    if (region == null) {
      throw new CheckpointException(
          "tensor %s needs storage %s, which is not in the file"
              .formatted(Quoted.of(name), Quoted.of(storage.key())));
    }
    if (storage.count() > region.length() / storage.dtype().bytes()) {
      throw new CheckpointException(
          "tensor %s needs storage %s with %d elements of %s, but the file has %d bytes of it"
              .formatted(
                  Quoted.of(name),
                  Quoted.of(storage.key()),
                  storage.count(),
                  storage.dtype(),
                  region.length()));
    }
    return region;
  }

  private ByteBuffer values(String name, Layout layout, Region region, int width)
      throws IOException {
    if (layout.count() == 0) {
      return ByteBuffer.allocate(0);
    }
    long begin = region.begin() + layout.first() * width;
    long spread = (layout.last() - layout.first() + 1) * width;
    if (spread > Integer.MAX_VALUE) {
      throw new CheckpointException(
          "tensor %s is spread over %d bytes, more than the 2 GiB that fit a Java buffer"
                  .formatted(Quoted.of(name), spread)
              + "; save it .contiguous()");
    }
    ByteBuffer seen = file.slice(begin, spread);
    boolean little = region.order() == ByteOrder.LITTLE_ENDIAN || width == 1;
    if (layout.contiguous() && little) {
      return seen;
    }
    long bytes = layout.count() * width;
    copied += bytes;
    if (copied > copyLimit) {
      throw new CheckpointException(
          "tensor %s and others repeat %d bytes of a file of %d; save them .contiguous()"
              .formatted(Quoted.of(name), copied, file.size()));
    }
    return StridedCopy.copy(seen.order(region.order()), layout, width);
  }
}
