// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A checkpoint as TensorFlow's savers have written it since 0.12 (form "V2"): {@code X.index}, a
 * table of names, shapes and places, and the values in {@code X.data-00000-of-00001} and so on,
 * which are memory-mapped. Everything is checked when it is opened, the checksums too. Nothing in
 * it is a program. {@code X} may be empty, as musicnn's is.
 *
 * <p>All numeric tensors are given, those of an optimiser too; texts, such as the graph of objects
 * that TensorFlow 2 adds, are left out.
 *
 * <p>Source: tensorflow/core/util/tensor_bundle/tensor_bundle.h.
 */
final class TensorFlowBundle {
  private static final String INDEX = ".index";

  private TensorFlowBundle() {}

  /**
   * The tensors by name, in the order of the index, which is that of their names.
   *
   * @param index the file {@code X.index}; the others lie beside it
   */
  static Map<String, Tensor> read(Path index) throws IOException {
    BundleIndex read;
    try (MappedFile mapped = new MappedFile(index)) {
      read = BundleIndex.read(mapped);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (BundleEntry entry : read.tensors()) {
      if (entry.dtype().isPresent()) {
        if (entry.shard() < 0 || entry.shard() >= read.shards()) {
          throw entry.wrong(
              "is in file %s of %d".formatted(Long.toUnsignedString(entry.shard()), read.shards()));
        }
        tensors.put(entry.name(), null);
      }
    }
    for (int shard = 0; shard < read.shards(); shard++) {
      readShard(index, shard, read, tensors);
    }
    return Collections.unmodifiableMap(tensors);
  }

  private static void readShard(
      Path index, int shard, BundleIndex read, Map<String, Tensor> tensors) throws IOException {
    List<BundleEntry> entries =
        read.tensors().stream()
            .filter(entry -> entry.dtype().isPresent() && entry.shard() == shard)
            .sorted(Comparator.comparingLong(BundleEntry::offset).thenComparing(BundleEntry::size))
            .toList();
    if (entries.isEmpty()) {
      return;
    }
    Path file = dataFile(index, shard, read.shards());
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(
          "the values of %d tensors are in %s, which is not there; copy it beside the index"
              .formatted(entries.size(), file.getFileName()));
    }
    try (MappedFile mapped = new MappedFile(file)) {
      checkPlaces(entries, mapped.size());
      for (BundleEntry entry : entries) {
        tensors.put(entry.name(), tensor(mapped, entry));
      }
    }
  }

  private static void checkPlaces(List<BundleEntry> sorted, long fileSize)
      throws CheckpointException {
    long end = 0;
    for (BundleEntry entry : sorted) {
      entry.check(fileSize);
      if (entry.size() > 0 && entry.offset() < end) {
        throw entry.wrong("overlaps the one before it at offset " + entry.offset());
      }
      end = Math.max(end, entry.offset() + entry.size());
    }
  }

  private static Tensor tensor(MappedFile file, BundleEntry entry) throws IOException {
    if (MaskedCrc.of(file, entry.offset(), entry.size()) != entry.crc()) {
      throw entry.wrong("does not have its checksum: the file of values is damaged, copy it again");
    }
    long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
    return Tensor.ofBytes(
        entry.name(), entry.dtype().orElseThrow(), file.slice(entry.offset(), entry.size()), shape);
  }

  private static Path dataFile(Path index, int shard, int shards) {
    String name = index.getFileName().toString();
    String prefix = name.endsWith(INDEX) ? name.substring(0, name.length() - INDEX.length()) : name;
    return index.resolveSibling(
        String.format(Locale.ROOT, "%s.data-%05d-of-%05d", prefix, shard, shards));
  }
}
