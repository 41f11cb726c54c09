// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The form since PyTorch 1.6: a zip file with one folder of any name, in which {@code data.pkl} is
 * the pickle, {@code data/KEY} a storage, and {@code byteorder} says {@code little} or {@code big}
 * (little where there is none).
 *
 * <p>Source: {@code _save} and {@code _load} of torch/serialization.py.
 */
final class TorchZip {
  private static final String PICKLE = "/data.pkl";

  private TorchZip() {}

  static TorchContent read(MappedFile file) throws IOException {
    StoredZip zip = StoredZip.open(file);
    String folder = folder(zip);
    ZipEntryReader.Entry pickle = zip.entry(folder + PICKLE);
    if (pickle.length() > TorchCheckpoint.MAX_PICKLE) {
      throw new CheckpointException(
          "data.pkl has %d bytes, more than the %d allowed; keep large data in tensors"
              .formatted(pickle.length(), TorchCheckpoint.MAX_PICKLE));
    }
    PickleInput input = new PickleInput(file.slice(pickle.begin(), pickle.length()));
    return new TorchContent(
        TorchPickle.read(input).value(), regions(zip, folder + "/data/", order(file, zip, folder)));
  }

  private static String folder(StoredZip zip) throws CheckpointException {
    List<String> folders =
        zip.entries().stream()
            .map(ZipEntryReader.Entry::name)
            .filter(name -> name.endsWith(PICKLE))
            .map(name -> name.substring(0, name.length() - PICKLE.length()))
            .filter(name -> name.indexOf('/') < 0)
            .toList();
    if (folders.size() != 1) {
      throw new CheckpointException(
          "the zip file has %d folders with a data.pkl where one was expected; it is not from torch.save"
              .formatted(folders.size()));
    }
    if (zip.entry(folders.get(0) + "/constants.pkl") != null) {
      throw new CheckpointException(
          "the file is a TorchScript module with its code; save module.state_dict() with torch.save");
    }
    return folders.get(0);
  }

  private static ByteOrder order(MappedFile file, StoredZip zip, String folder) throws IOException {
    ZipEntryReader.Entry entry = zip.entry(folder + "/byteorder");
    if (entry == null) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    byte[] text = new byte[(int) Math.min(entry.length(), Long.BYTES)];
    file.slice(entry.begin(), text.length).get(text);
    String order = new String(text, StandardCharsets.US_ASCII).strip();
    return switch (order) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default ->
          throw new CheckpointException(
              "the byte order is %s; little and big are known".formatted(Quoted.of(order)));
    };
  }

  private static Map<String, Region> regions(StoredZip zip, String folder, ByteOrder order) {
    Map<String, Region> regions = new HashMap<>();
    for (ZipEntryReader.Entry entry : zip.entries()) {
      if (entry.name().startsWith(folder)) {
        String key = entry.name().substring(folder.length());
        regions.put(key, new Region(entry.begin(), entry.length(), order));
      }
    }
    return regions;
  }
}
