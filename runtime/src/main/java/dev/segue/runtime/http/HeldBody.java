// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;

/** The body of one request: in memory while it is small, else in a temporary file. */
final class HeldBody implements AutoCloseable {
  // Times http.max-connections, this is the heap that bodies can take while they arrive.
  private static final int IN_MEMORY = 16 * 1024;

  private final HeldBytes budget;
  private final ByteArrayOutputStream memory = new ByteArrayOutputStream(0);
  private FileChannel file;
  private long length;
  private boolean closed;

  HeldBody(HeldBytes budget) {
    this.budget = budget;
  }

  /** How many bytes it has so far. */
  long length() {
    return length;
  }

  /** Adds bytes; false if the budget does not allow them. */
  boolean add(ByteBuffer bytes) throws IOException {
    int count = bytes.remaining();
    if (!budget.take(count)) {
      return false;
    }
    length += count;
    if (file == null && length > IN_MEMORY) {
      moveToFile();
    }
    if (file == null) {
      byte[] array = new byte[count];
      bytes.get(array);
      memory.write(array, 0, count);
    } else {
      write(bytes);
    }
    return true;
  }

  /** What it holds, from the start. */
  Content.Source content(ByteBufferPool pool) throws IOException {
    if (file == null) {
      return Content.Source.from(ByteBuffer.wrap(memory.toByteArray()));
    }
    // Jetty does not go to offset 0 by itself.
    file.position(0);
    return Content.Source.from(new ByteBufferPool.Sized(pool), file, 0, length);
  }

  private void moveToFile() throws IOException {
    Path path = Files.createTempFile("segue-body", "");
    file =
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    write(ByteBuffer.wrap(memory.toByteArray()));
    memory.reset();
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    budget.giveBack(length);
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        // The file is deleted with the process at the latest.
        org.slf4j.LoggerFactory.getLogger(HeldBody.class)
            .warn("cannot delete the file of a request body: {}", e.toString());
      }
    }
  }
}
