// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import dev.segue.runtime.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * SHA-256 sums of files. Where none is published the sum of what came is kept beside the file, in
 * the form that {@code sha256sum --check} reads, so that a later change is noticed.
 */
final class Sums {
  private static final String SUFFIX = ".sha256";
  private static final int BUFFER = 1 << 18;

  private Sums() {}

  /** The sum of a file, lower-case hexadecimal. */
  static String of(Path file, Progress progress) throws IOException {
    MessageDigest digest = digest();
    OptionalLong size = OptionalLong.of(Files.size(file));
    try (InputStream in = Files.newInputStream(file);
        ByteProgress shown = ByteProgress.begin(progress, "check " + file.getFileName(), size)) {
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        shown.step(n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Keeps a sum beside its file, which need not be there yet. */
  static void record(Path file, String sha256) throws IOException {
    Path sum = beside(file);
    Path temporary = sum.resolveSibling(sum.getFileName() + ".new");
    Files.writeString(temporary, sha256 + "  " + file.getFileName() + "\n");
    Files.move(temporary, sum, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * The sum that was kept.
   *
   * @throws DownloadException if the file beside holds none
   */
  static Optional<String> recorded(Path file) throws IOException {
    Path sum = beside(file);
    if (!Files.exists(sum)) {
      return Optional.empty();
    }
    String first = Files.size(sum) > BUFFER ? "" : Files.readString(sum).strip().split("\\s", 2)[0];
    if (!first.matches("[0-9a-f]{64}")) {
      throw new DownloadException(sum + " holds no SHA-256; delete it or put it right");
    }
    return Optional.of(first);
  }

  private static Path beside(Path file) {
    return file.resolveSibling(file.getFileName() + SUFFIX);
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
