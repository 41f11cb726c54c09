// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tensors of one file. The whole header is checked when the file is opened; the values are
 * memory-mapped and cost nothing until they are read.
 */
public final class Safetensors {
  private final Path file;
  private final Map<String, Tensor> tensors;
  private final Map<String, String> metadata;

  private Safetensors(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    this.file = file;
    this.tensors = tensors;
    this.metadata = metadata;
  }

  /**
   * Opens a file and checks its header: lengths, JSON, element types, shapes, and that the tensors
   * fill the file without gap or overlap.
   *
   * @throws SafetensorsException if anything in the header is wrong, saying what
   * @throws IOException if the file cannot be read
   */
  public static Safetensors open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Header header = Header.read(channel);
      return new Safetensors(
          file, map(channel, header), Collections.unmodifiableMap(header.metadata()));
    } catch (SafetensorsException e) {
      throw new SafetensorsException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Writes a file. It appears under its name only when it is complete; a file of that name is
   * replaced. The same tensors give the same bytes, in whatever order they are passed.
   *
   * @param metadata free text, kept under {@code __metadata__}
   * @throws IllegalArgumentException if two tensors have one name
   */
  public static void write(Path file, Collection<Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    SafetensorsWriter.write(file, tensors, metadata);
  }

  /** The names of the tensors, in the order of their values in the file. */
  public Set<String> names() {
    return tensors.keySet();
  }

  /** The free text of the file; empty if it has none. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * The tensor of this name.
   *
   * @throws SafetensorsException if there is none
   */
  public Tensor tensor(String name) throws SafetensorsException {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new SafetensorsException(
          "%s: there is no tensor %s; there are %s".formatted(file, name, names()));
    }
    return tensor;
  }

  /** Maps runs of tensors together: one mapping holds 2 GiB at most, a process 65,530 of them. */
  private static Map<String, Tensor> map(FileChannel channel, Header header) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    List<Header.Entry> run = new ArrayList<>();
    for (Header.Entry entry : header.entries()) {
      if (!run.isEmpty() && entry.end() - run.get(0).begin() > Integer.MAX_VALUE) {
        mapRun(channel, header.length(), run, tensors);
        run.clear();
      }
      run.add(entry);
    }
    if (!run.isEmpty()) {
      mapRun(channel, header.length(), run, tensors);
    }
    return Collections.unmodifiableMap(tensors);
  }

  private static void mapRun(
      FileChannel channel, long dataStart, List<Header.Entry> run, Map<String, Tensor> tensors)
      throws IOException {
    long begin = run.get(0).begin();
    long length = run.get(run.size() - 1).end() - begin;
    ByteBuffer window =
        length == 0
            ? ByteBuffer.allocate(0)
            : channel.map(FileChannel.MapMode.READ_ONLY, dataStart + begin, length);
    for (Header.Entry entry : run) {
      int offset = Math.toIntExact(entry.begin() - begin);
      ByteBuffer data = window.slice(offset, Math.toIntExact(entry.end() - entry.begin()));
      tensors.put(
          entry.name(),
          new Tensor(
              entry.name(), entry.dtype(), entry.shape(), data.order(ByteOrder.LITTLE_ENDIAN)));
    }
  }
}
