// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.safetensors;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Writes a file beside its place and moves it there when it is complete. */
final class SafetensorsWriter {
  private static final JsonMapper JSON = new JsonMapper();

  /** Widest elements first, so that every tensor is aligned to its element; then by name. */
  private static final Comparator<Tensor> ORDER =
      Comparator.comparingInt((Tensor tensor) -> -tensor.dtype().bytes())
          .thenComparing(Tensor::name);

  private SafetensorsWriter() {}

  static void write(Path file, Collection<Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    List<Tensor> ordered = tensors.stream().sorted(ORDER).toList();
    byte[] header = header(ordered, metadata);
    Path target = file.toAbsolutePath();
    // Not createTempFile: its files are closed to every other user.
    Path partial = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
    try {
      try (FileChannel channel = FileChannel.open(partial, CREATE_NEW, WRITE)) {
        writeFully(channel, lengthOf(header));
        writeFully(channel, ByteBuffer.wrap(header));
        for (Tensor tensor : ordered) {
          writeFully(channel, tensor.bytes());
        }
        channel.force(true);
      }
      Files.move(
          partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static byte[] header(List<Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    ObjectNode root = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode node = root.putObject("__metadata__");
      new TreeMap<>(metadata).forEach(node::put);
    }
    long offset = 0;
    for (Tensor tensor : tensors) {
      if (root.has(tensor.name()) || tensor.name().equals("__metadata__")) {
        throw new IllegalArgumentException("the tensor name " + tensor.name() + " is taken");
      }
      ObjectNode node = root.putObject(tensor.name()).put("dtype", tensor.dtype().name());
      tensor.shape().forEach(node.putArray("shape")::add);
      long end = offset + tensor.bytes().remaining();
      node.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    return padded(JSON.writeValueAsString(root).getBytes(StandardCharsets.UTF_8));
  }

  /** Spaces up to a multiple of eight, so that the values are aligned. */
  private static byte[] padded(byte[] json) {
    byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }

  private static ByteBuffer lengthOf(byte[] header) {
    return ByteBuffer.allocate(Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .flip();
  }

  private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
