// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A zip archive, as services hand out: its members in the order of their names. The {@code
 * user.json} of ListenBrainz says whose it is.
 */
final class ZipLogFile extends LogFile {
  private static final Pattern TEXT =
      Pattern.compile(".*\\.(jsonl?|ndjson|csv|tsv|txt|inter)", Pattern.CASE_INSENSITIVE);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String OWNER = "user.json";
  private static final int MOST_OWNER_BYTES = 1 << 20;

  private final ZipFile zip;
  private final long size;
  private final Iterator<? extends ZipEntry> members;
  private final Optional<String> owner;
  private ZipEntry current;
  private InputStream text;
  private long read;

  ZipLogFile(Path file) throws IOException {
    this.zip = new ZipFile(file.toFile());
    this.size = java.nio.file.Files.size(file);
    try {
      List<? extends ZipEntry> texts =
          zip.stream()
              .filter(entry -> !entry.isDirectory() && TEXT.matcher(entry.getName()).matches())
              .filter(entry -> !isHidden(entry.getName()))
              .sorted(Comparator.comparing(ZipEntry::getName))
              .toList();
      this.owner = owner(texts);
      this.members = texts.stream().filter(entry -> !baseName(entry).equals(OWNER)).iterator();
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static boolean isHidden(String name) {
    return name.startsWith("__MACOSX/") || name.contains("/.") || name.startsWith(".");
  }

  private static String baseName(ZipEntry entry) {
    String name = entry.getName();
    return name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  private Optional<String> owner(List<? extends ZipEntry> texts) throws IOException {
    for (ZipEntry entry : texts) {
      if (baseName(entry).equals(OWNER)) {
        try (InputStream in = zip.getInputStream(entry)) {
          JsonNode user = JSON.readTree(in.readNBytes(MOST_OWNER_BYTES));
          for (String name : List.of("user_name", "username", "name")) {
            if (user.path(name).isTextual() && !user.path(name).textValue().isBlank()) {
              return Optional.of(user.path(name).textValue().strip());
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  @Override
  Optional<InputStream> next() throws IOException {
    closeText();
    if (!members.hasNext()) {
      return Optional.empty();
    }
    current = members.next();
    text = zip.getInputStream(current);
    return Optional.of(text);
  }

  private void closeText() throws IOException {
    if (text != null) {
      text.close();
      read += Math.max(0, current.getCompressedSize());
      text = null;
    }
  }

  @Override
  String name() {
    return current == null ? "" : current.getName() + ": ";
  }

  @Override
  boolean isArchive() {
    return true;
  }

  @Override
  Optional<String> owner() {
    return owner;
  }

  @Override
  Optional<String> note() {
    return Optional.empty();
  }

  @Override
  long bytesRead() {
    return read;
  }

  @Override
  long size() {
    return size;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
