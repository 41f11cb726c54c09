// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import com.github.luben.zstd.ZstdOutputStream;
import dev.segue.schemas.PlayEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Writes and reads small listening logs. */
final class Logs {
  static final String HEADER = "user_id\ttrack_id\ttimestamp\n";

  private Logs() {}

  static Path write(Path folder, String text) throws IOException {
    return Files.writeString(folder.resolve("log.tsv"), text);
  }

  static byte[] packed(String packing, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = packer(packing, bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static OutputStream packer(String packing, OutputStream out) throws IOException {
    return switch (packing) {
      case "gz" -> new GZIPOutputStream(out);
      case "bz2" -> new BZip2CompressorOutputStream(out);
      case "xz" -> new XZOutputStream(out, new LZMA2Options(0));
      case "zst" -> new ZstdOutputStream(out);
      default -> out;
    };
  }

  static List<PlayEvent> read(Path file, Rejects rejects) throws IOException {
    List<PlayEvent> plays = new ArrayList<>();
    try (rejects;
        ListeningLog log = ListeningLog.open(file, rejects)) {
      for (Optional<PlayEvent> play = log.next(); play.isPresent(); play = log.next()) {
        plays.add(play.get());
      }
    }
    return plays;
  }

  static List<PlayEvent> read(Path file) throws IOException {
    return read(file, Rejects.counting());
  }
}
