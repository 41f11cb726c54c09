// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * A file of any size, memory-mapped in windows that overlap. Slices stay valid after it is closed.
 */
final class MappedFile implements AutoCloseable {
  /** A window begins at each GiB and holds two, so that any slice of up to one GiB is in one. */
  private static final long STEP = 1L << 30;

  private final FileChannel channel;
  private final long size;
  private final Map<Long, ByteBuffer> windows = new HashMap<>();

  MappedFile(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.READ);
    size = channel.size();
  }

  long size() {
    return size;
  }

  /**
   * Bytes of the file, read-only, little-endian.
   *
   * @throws CheckpointException if they do not all lie in the file
   */
  ByteBuffer slice(long begin, long length) throws IOException {
    if (begin < 0 || length < 0 || length > size - begin) {
      throw new CheckpointException(
          "%d bytes were expected at offset %d, but the file ends at %d; copy it again"
              .formatted(length, begin, size));
    }
    if (length > Integer.MAX_VALUE) {
      throw new CheckpointException(
          "%d bytes at offset %d are more than the 2 GiB that fit a Java buffer"
              .formatted(length, begin));
    }
    if (length == 0) {
      return ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
    }
    ByteBuffer slice =
        length > STEP
            ? channel.map(FileChannel.MapMode.READ_ONLY, begin, length)
            : window(begin / STEP).slice((int) (begin % STEP), (int) length);
    return slice.order(ByteOrder.LITTLE_ENDIAN);
  }

  private ByteBuffer window(long index) throws IOException {
    ByteBuffer window = windows.get(index);
    if (window == null) {
      long begin = index * STEP;
      long length = Math.min(size - begin, Integer.MAX_VALUE);
      window = channel.map(FileChannel.MapMode.READ_ONLY, begin, length);
      windows.put(index, window);
    }
    return window;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
