// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The entries of a zip file in which nothing is compressed, so that they can be memory-mapped. No
 * two have one name or share bytes, and the checksum of each is right.
 */
final class StoredZip {
  private static final long CHUNK = 1L << 26;

  private final Map<String, ZipEntryReader.Entry> entries;

  private StoredZip(Map<String, ZipEntryReader.Entry> entries) {
    this.entries = entries;
  }

  static StoredZip open(MappedFile file) throws IOException {
    ZipDirectory directory = ZipDirectory.find(file);
    ZipEntryReader reader = new ZipEntryReader(file, directory);
    Map<String, ZipEntryReader.Entry> entries = new LinkedHashMap<>();
    for (long i = 0; i < directory.entries(); i++) {
      ZipEntryReader.Entry entry = reader.next();
      if (entries.put(entry.name(), entry) != null) {
        throw new CheckpointException(
            "the zip file has two entries " + Quoted.of(entry.name()) + "; it was tampered with");
      }
    }
    checkApart(entries.values());
    for (ZipEntryReader.Entry entry : entries.values()) {
      checkSum(file, entry);
    }
    return new StoredZip(entries);
  }

  Collection<ZipEntryReader.Entry> entries() {
    return entries.values();
  }

  /** The entry of that name, or null. */
  ZipEntryReader.Entry entry(String name) {
    return entries.get(name);
  }

  private static void checkApart(Collection<ZipEntryReader.Entry> entries)
      throws CheckpointException {
    List<ZipEntryReader.Entry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparingLong(ZipEntryReader.Entry::begin));
    long end = 0;
    for (ZipEntryReader.Entry entry : sorted) {
      if (entry.begin() < end) {
        throw new CheckpointException(
            "entry %s overlaps the one before it".formatted(Quoted.of(entry.name())));
      }
      end = entry.end();
    }
  }

  private static void checkSum(MappedFile file, ZipEntryReader.Entry entry) throws IOException {
    CRC32 sum = new CRC32();
    for (long at = entry.begin(); at < entry.end(); at += CHUNK) {
      sum.update(file.slice(at, Math.min(CHUNK, entry.end() - at)));
    }
    if ((int) sum.getValue() != entry.crc()) {
      throw new CheckpointException(
          ("the bytes of entry %s do not have its checksum: the file is damaged, copy it again"
                  + " (or it was saved with torch.serialization.set_crc32_options(False))")
              .formatted(Quoted.of(entry.name())));
    }
  }
}
