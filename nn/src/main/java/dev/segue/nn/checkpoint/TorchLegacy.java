// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * The form before PyTorch 1.6: five pickles (a magic number, the protocol, facts of the machine,
 * the value, the keys of the storages), then for each key the number of elements, 64 bits, and the
 * elements. All numbers are little-endian, on whatever machine they were written.
 *
 * <p>Source: {@code _legacy_save} and {@code _legacy_load} of torch/serialization.py.
 */
final class TorchLegacy {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final int PROTOCOL = 1001;

  private TorchLegacy() {}

  static TorchContent read(MappedFile file) throws IOException {
    ByteBuffer head = file.slice(0, Math.min(file.size(), TorchCheckpoint.MAX_PICKLE));
    PickleInput input = new PickleInput(head);
    if (!MAGIC.equals(TorchPickle.read(input).value())) {
      throw new CheckpointException(
          "the file is a pickle, but not one of torch.save; save it in Python with torch.save");
    }
    Object protocol = TorchPickle.read(input).value();
    if (!Integer.valueOf(PROTOCOL).equals(protocol)) {
      throw new CheckpointException("the file's protocol is not %d".formatted(PROTOCOL));
    }
    if (!(TorchPickle.read(input).value() instanceof Map)) {
      throw new CheckpointException("the file does not say on what machine it was written");
    }
    TorchPickle.Result result = TorchPickle.read(input);
    Object keys = TorchPickle.read(input).value();
    return new TorchContent(
        result.value(), regions(file, input.position(), keys, result.storages()));
  }

  private static Map<String, Region> regions(
      MappedFile file, long position, Object keys, Map<String, StorageRef> storages)
      throws IOException {
    Map<String, Region> regions = new HashMap<>();
    long at = position;
    for (Object key : Values.items(keys, "the list of storages")) {
      StorageRef storage = key instanceof String ? storages.get(key) : null;
      if (storage == null) {
        throw new CheckpointException("the file lists a storage that no tensor uses");
      }
      Region region = region(file, at, storage);
      if (regions.put(storage.key(), region) != null) {
        throw new CheckpointException(
            "storage " + Quoted.of(storage.key()) + " is listed twice; the file is damaged");
      }
      at = region.begin() + region.length();
    }
    return regions;
  }

  private static Region region(MappedFile file, long at, StorageRef storage) throws IOException {
    long count = file.slice(at, Long.BYTES).getLong();
    long begin = at + Long.BYTES;
    if (count != storage.count()) {
      throw new CheckpointException(
          "storage %s has %d elements where %d were announced; the file is damaged"
              .formatted(Quoted.of(storage.key()), count, storage.count()));
    }
    if (count > (file.size() - begin) / storage.dtype().bytes()) {
      throw new CheckpointException(
          "storage %s has %d elements of %s from offset %d on, but the file ends at %d; copy it again"
              .formatted(Quoted.of(storage.key()), count, storage.dtype(), begin, file.size()));
    }
    return new Region(begin, count * storage.dtype().bytes(), ByteOrder.LITTLE_ENDIAN);
  }
}
