// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A checked header. Nothing in it is trusted: files come from the network.
 *
 * @param length bytes before the values, including the length field
 * @param entries in the order of their values
 */
record Header(long length, List<Entry> entries, Map<String, String> metadata) {
  /** The limit of the reference implementation. */
  private static final long MAX_LENGTH = 100_000_000;

  private static final String METADATA = "__metadata__";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Where one tensor lies; offsets count from the first value of the file. */
  record Entry(String name, Dtype dtype, List<Long> shape, long begin, long end) {}

  static Header read(FileChannel channel) throws IOException {
    long fileSize = channel.size();
    if (fileSize < Long.BYTES) {
      throw new SafetensorsException(
          "the file has %d bytes, too few for a header length".formatted(fileSize));
    }
    long length = readFully(channel, 0, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > MAX_LENGTH) {
      throw new SafetensorsException(
          "the header length %s is over the limit of %d bytes"
              .formatted(Long.toUnsignedString(length), MAX_LENGTH));
    }
    if (length > fileSize - Long.BYTES) {
      throw new SafetensorsException(
          "the header length %d is more than the %d bytes of the file that follow it"
              .formatted(length, fileSize - Long.BYTES));
    }
    byte[] json = readFully(channel, Long.BYTES, (int) length).array();
    return parse(json, fileSize - Long.BYTES - length);
  }

  private static Header parse(byte[] json, long dataSize) throws SafetensorsException {
    JsonNode root;
    try {
      root = JSON.readTree(new String(json, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new SafetensorsException("the header is not JSON: " + e.getOriginalMessage(), e);
    }
    if (root == null || !root.isObject()) {
      throw new SafetensorsException("the header is not a JSON object");
    }
    List<Entry> entries = new ArrayList<>();
    Map<String, String> metadata = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (field.getKey().equals(METADATA)) {
        readMetadata(field.getValue(), metadata);
      } else {
        entries.add(entry(field.getKey(), field.getValue(), dataSize));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    checkThatTheyFill(entries, dataSize);
    return new Header(Long.BYTES + json.length, List.copyOf(entries), metadata);
  }

  private static void readMetadata(JsonNode node, Map<String, String> metadata)
      throws SafetensorsException {
    if (!node.isObject()) {
      throw new SafetensorsException(METADATA + " is not a JSON object");
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!field.getValue().isTextual()) {
        throw new SafetensorsException("%s.%s is not a text".formatted(METADATA, field.getKey()));
      }
      metadata.put(field.getKey(), field.getValue().textValue());
    }
  }

  private static Entry entry(String name, JsonNode node, long dataSize)
      throws SafetensorsException {
    Dtype dtype = Dtype.named(node.path("dtype").asText(), name);
    List<Long> shape = counts(node.path("shape"), name, "shape");
    List<Long> offsets = counts(node.path("data_offsets"), name, "data_offsets");
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw new SafetensorsException(
          "tensor %s has the data_offsets %s; two ascending offsets were expected"
              .formatted(name, offsets));
    }
    if (offsets.get(1) > dataSize) {
      throw new SafetensorsException(
          "tensor %s has the data_offsets %s, of %d bytes that there are: the file is cut off or damaged; get it again"
              .formatted(name, offsets, dataSize));
    }
    long bytes = offsets.get(1) - offsets.get(0);
    if (bytes != product(name, dtype.bytes(), shape)) {
      throw new SafetensorsException(
          "tensor %s has %d bytes, which is not its shape %s of %s"
              .formatted(name, bytes, shape, dtype));
    }
    if (bytes > Integer.MAX_VALUE) {
      throw new SafetensorsException(
          "tensor %s has %d bytes, more than the 2 GiB that fit a Java buffer"
              .formatted(name, bytes));
    }
    return new Entry(name, dtype, shape, offsets.get(0), offsets.get(1));
  }

  private static List<Long> counts(JsonNode node, String tensor, String field)
      throws SafetensorsException {
    if (!node.isArray()) {
      throw new SafetensorsException("tensor %s has no array %s".formatted(tensor, field));
    }
    List<Long> counts = new ArrayList<>(node.size());
    for (JsonNode value : node) {
      if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
        throw new SafetensorsException(
            "tensor %s has %s in its %s; a whole number from 0 was expected"
                .formatted(tensor, value, field));
      }
      counts.add(value.longValue());
    }
    return List.copyOf(counts);
  }

  private static long product(String tensor, long bytes, List<Long> shape)
      throws SafetensorsException {
    if (shape.contains(0L)) {
      return 0;
    }
    long product = bytes;
    try {
      for (long size : shape) {
        product = Math.multiplyExact(product, size);
      }
    } catch (ArithmeticException e) {
      throw new SafetensorsException("tensor %s is too large: %s".formatted(tensor, shape), e);
    }
    return product;
  }

  private static void checkThatTheyFill(List<Entry> sorted, long dataSize)
      throws SafetensorsException {
    long end = 0;
    for (Entry entry : sorted) {
      if (entry.begin() < end) {
        throw new SafetensorsException(
            "tensor %s overlaps the one before it at offset %d"
                .formatted(entry.name(), entry.begin()));
      }
      if (entry.begin() > end) {
        throw new SafetensorsException(
            "bytes %d to %d before tensor %s belong to no tensor"
                .formatted(end, entry.begin(), entry.name()));
      }
      end = entry.end();
    }
    if (end != dataSize) {
      throw new SafetensorsException(
          "the tensors end at offset %d, the file at %d".formatted(end, dataSize));
    }
  }

  private static ByteBuffer readFully(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
    return buffer.flip();
  }
}
